import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { say } from "./say";

const cli = path.resolve(__dirname, "../../../bin/illumio-iac.js");
const run = promisify(execFile);

/** The command `illumio-iac dag-sync` in a folder, where it keeps its `bindings.yaml`. */
export class DagSyncCommand {
  constructor(
    private readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /**
   * Makes `bindings.yaml`.
   *
   * @param file JSON with the bindings of a stack, in the folder
   * @param shown how a reader would make this file, for what is printed
   */
  async export(file: string, shown: string): Promise<void> {
    const { stdout } = await run(process.execPath, [cli, "dag-sync", "export", file], { cwd: this.folder });
    writeFileSync(path.join(this.folder, "bindings.yaml"), stdout);
    say(`   $ ${shown} | illumio-iac dag-sync export > bindings.yaml`);
  }

  /** Runs the command and prints what it prints. */
  async run(...args: string[]): Promise<void> {
    say(`   $ illumio-iac dag-sync ${args.join(" ")}`);
    const { stdout, stderr } = await run(process.execPath, [cli, "dag-sync", ...args], {
      cwd: this.folder,
      env: this.environment,
    });
    for (const line of `${stdout}${stderr}`.trimEnd().split("\n")) say(`     ${line}`);
  }
}
