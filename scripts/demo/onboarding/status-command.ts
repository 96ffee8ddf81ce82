import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type { StatusRow } from "../../../core/onboarding";
import { say } from "../say";
import { folded } from "./folded";

const cli = path.resolve(__dirname, "../../../../bin/illumio-iac.js");
const run = promisify(execFile);

/** The command `illumio-iac onboarding status`, which people look at. */
export class StatusCommand {
  constructor(
    private readonly tableUrl: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Prints where each machine stands. */
  async show(): Promise<void> {
    say(`   $ illumio-iac onboarding status --table-url ${this.tableUrl}`);
    const lines = (await this.#run()).trimEnd().split("\n");
    const column = lines[0]!.indexOf("reason");
    for (const line of lines) {
      const [first = "", ...more] = folded(line.slice(column));
      say(`     ${line.slice(0, column)}${first}`.trimEnd());
      for (const rest of more) say(`     ${" ".repeat(column)}${rest}`);
    }
  }

  async rows(): Promise<readonly StatusRow[]> {
    const { machines } = JSON.parse(await this.#run("--json")) as { machines: StatusRow[] };
    return [...machines].sort((a, b) => a.vm.localeCompare(b.vm, "en"));
  }

  async #run(...args: string[]): Promise<string> {
    const command = [cli, "onboarding", "status", "--table-url", this.tableUrl, ...args];
    return (await run(process.execPath, command, { env: this.environment })).stdout;
  }
}
