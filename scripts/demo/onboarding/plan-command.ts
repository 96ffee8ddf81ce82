import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { Sandbox } from "illumio-iac-sandbox";
import { shellEnvironment } from "../../../cli/sandbox/serve-sandbox";
import { folded } from "../../../core/folded";
import { say } from "../say";

const cli = path.resolve(__dirname, "../../../../bin/illumio-iac.js");
const run = promisify(execFile);

/** Characters of a line, as a narrow terminal has them. */
const WIDTH = 110;

/** The machine whose lines of the plan are shown. */
const SHOWN = "web-1";

/** The command `illumio-iac onboarding run --plan`, with the onboarding of the stack and the administrators of the sandbox. */
export class PlanCommand {
  /** @param state file in which the `pulumi` CLI keeps the stack */
  constructor(
    private readonly sandbox: Sandbox,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly folder: string,
    private readonly state: string,
  ) {}

  /** Prints what a run would do, the lines of one machine in place of all. @returns what is wrong with the plan */
  async show(machines: number): Promise<readonly string[]> {
    await this.#export();
    say("   $ illumio-iac onboarding run --plan");
    const lines = (await this.#run("run", "--plan")).trimEnd().split("\n");
    const isRow = (line: string) => /^\S+ {2,}(CMDB|PCE|Azure|Check Point) {2,}/.test(line);
    const rows = lines.filter(isRow);
    const shown = rows.filter((line) => line.startsWith(`${SHOWN} `) || line.startsWith("- "));
    say(`     ${lines[0]}`);
    for (const line of shown) say(`     ${line}`);
    say(`     … ${rows.length - shown.length} more lines like these, for ${machines - 1} other machines`);
    for (const line of lines.slice(1).filter((one) => !isRow(one))) {
      const [first = "", ...more] = folded(line, WIDTH);
      for (const text of [first, ...more.map((rest) => `  ${rest}`)]) say(`     ${text}`);
    }
    const installs = rows.filter((line) => line.includes("install the VEN")).length;
    return installs === machines
      ? []
      : [`the plan has ${installs} installations of an agent, and should have ${machines}`];
  }

  /** The state is what `pulumi stack export` prints, in another frame. */
  async #export(): Promise<void> {
    const { checkpoint } = JSON.parse(readFileSync(this.state, "utf8")) as { checkpoint: { latest: object } };
    writeFileSync(path.join(this.folder, "stack.json"), JSON.stringify({ deployment: checkpoint.latest }));
    const written = await this.#run("export", "stack.json");
    writeFileSync(path.join(this.folder, "onboarding.yaml"), written);
    say("   $ pulumi stack export | illumio-iac onboarding export > onboarding.yaml");
  }

  async #run(...args: string[]): Promise<string> {
    const env = { ...this.environment, ...shellEnvironment(this.sandbox) };
    return (await run(process.execPath, [cli, "onboarding", ...args], { cwd: this.folder, env })).stdout;
  }
}
