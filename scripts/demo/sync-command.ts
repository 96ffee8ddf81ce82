import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { say } from "./say";

const cli = path.resolve(__dirname, "../../../bin/illumio-iac.js");
const run = promisify(execFile);

/** Files of declarations, by the command that reads them. */
const FILES = { "dag-sync": "bindings.yaml", "sql-sync": "firewalls.yaml" } as const;

/** The command `illumio-iac dag-sync` or `illumio-iac sql-sync` in a folder, where it keeps its file of declarations. */
export class SyncCommand {
  constructor(
    private readonly name: keyof typeof FILES,
    private readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /**
   * Makes the file of declarations.
   *
   * @param file JSON with the declarations of a stack, in the folder
   * @param shown how a reader would make this file, for what is printed
   */
  async export(file: string, shown: string): Promise<void> {
    const declarations = FILES[this.name];
    const { stdout } = await run(process.execPath, [cli, this.name, "export", file], { cwd: this.folder });
    writeFileSync(path.join(this.folder, declarations), stdout);
    say(`   $ ${shown} | illumio-iac ${this.name} export > ${declarations}`);
  }

  /** Runs the command, prints what it prints, and returns it. */
  async run(...args: string[]): Promise<string> {
    say(`   $ illumio-iac ${this.name} ${args.join(" ")}`);
    const { stdout, stderr } = await run(process.execPath, [cli, this.name, ...args], {
      cwd: this.folder,
      env: this.environment,
    });
    const printed = `${stdout}${stderr}`.trimEnd();
    for (const line of printed.split("\n")) say(`     ${line}`);
    return printed;
  }
}
