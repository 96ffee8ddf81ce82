import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { foldedColumn } from "../../../core/folded";
import type { StatusRow } from "../../../core/onboarding";
import { say } from "../say";

const cli = path.resolve(__dirname, "../../../../bin/illumio-iac.js");
const run = promisify(execFile);

/** Characters of a reason on one line, as a narrow terminal has them. */
const WIDTH = 80;

/** The command `illumio-iac onboarding status`, which people look at. */
export class StatusCommand {
  constructor(
    private readonly tableUrl: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** As people write it. */
  get text(): string {
    return `illumio-iac onboarding status --table-url ${this.tableUrl}`;
  }

  /** Prints where each machine stands. */
  async show(): Promise<void> {
    say(`   $ ${this.text}`);
    const lines = (await this.#run()).trimEnd().split("\n");
    for (const line of foldedColumn(lines, lines[0]!.indexOf("reason"), WIDTH)) say(`     ${line}`.trimEnd());
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
