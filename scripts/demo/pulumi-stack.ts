import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { say, withProgress } from "./say";

export interface PulumiStackOptions {
  readonly bin: string;
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly name: string;
}

/** A name whose settings file does not exist yet: `sandbox`, else `sandbox-2`, … Nobody's file is ever taken over. */
export function freeStackName(program: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? "sandbox" : `sandbox-${number}`;
    if (!existsSync(settingsFile(program, name))) return name;
  }
}

function settingsFile(program: string, name: string): string {
  return path.join(program, `Pulumi.${name}.yaml`);
}

/** The real CLI on one stack of one program. */
export class PulumiStack {
  constructor(private readonly options: PulumiStackOptions) {}

  async init(
    config: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await this.run(["stack", "init"], { quiet: true });
    const plain = Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    const secret = Object.entries(secrets).flatMap(([key, value]) => ["--secret", `${key}=${value}`]);
    await this.run(["config", "set-all", ...plain, ...secret], { quiet: true });
  }

  /** Removes the settings file that this stack made. */
  forget(): void {
    rmSync(settingsFile(this.options.program, this.options.name), { force: true });
  }

  /**
   * Runs one command and answers what it printed.
   *
   * @throws when the CLI fails
   */
  async run(args: readonly string[], { quiet = false } = {}): Promise<string> {
    const { bin, program, environment, name } = this.options;
    const all = [...args, "--stack", name, "--non-interactive", "--color", "never"];
    if (args[0] === "stack" && args[1] !== "export") all.splice(args.length, 2, name);
    if (!quiet) say(`   $ pulumi ${args.join(" ")}`);
    let printed = "";
    let last = "";
    const code = await withProgress(
      () => last || `pulumi ${args[0]}`,
      () =>
        new Promise<number | null>((resolve, reject) => {
          const child = spawn(path.join(bin, "pulumi"), all, {
            cwd: program,
            env: environment,
            stdio: ["ignore", "pipe", "pipe"],
          });
          const take = (data: Buffer) => {
            printed += data.toString();
            last = printed.trimEnd().split("\n").at(-1)?.trim() ?? "";
          };
          child.stdout.on("data", take);
          child.stderr.on("data", take);
          child.on("error", reject);
          child.on("close", resolve);
        }),
    );
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} exited with ${code}:\n${printed.trimEnd()}`);
    if (!quiet) say(indented(printed));
    return printed;
  }
}

/** Lines that the CLI writes on the way to a later one about the same resource. */
const PASSING = /^@ (updating|destroying|previewing)|(creating|updating|deleting) \(\d+s\)|running warning:/;

function indented(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .filter((line) => line.trim() !== "" && !PASSING.test(line))
    .map((line) => `   ${line}`)
    .join("\n");
}
