import { closeSync, openSync, rmSync } from "node:fs";
import path from "node:path";
import { runCommand } from "./run-command";
import { removedWhenCutOff } from "./run-demo";

export interface PulumiStackOptions {
  readonly bin: string;
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly name: string;
}

/** Files that this process has made, with what to call when they are gone. */
const reserved = new Map<string, () => void>();

/**
 * A name without a settings file: `sandbox`, else `sandbox-2`, … An existing file is never taken over. The file is made,
 * empty, so that no other demo takes the name.
 */
export function freeStackName(program: string): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? "sandbox" : `sandbox-${number}`;
    const file = settingsFile(program, name);
    try {
      closeSync(openSync(file, "wx"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      throw error;
    }
    reserved.set(file, removedWhenCutOff(file));
    return name;
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
    const file = settingsFile(this.options.program, this.options.name);
    rmSync(file, { force: true });
    reserved.get(file)?.();
    reserved.delete(file);
  }

  /**
   * Runs one command and returns what it printed.
   *
   * @throws when the CLI fails
   */
  async run(args: readonly string[], { quiet = false } = {}): Promise<string> {
    const { bin, program, environment, name } = this.options;
    const all = [...args, "--stack", name, "--non-interactive", "--color", "never"];
    if (args[0] === "stack" && args[1] !== "export") all.splice(args.length, 2, name);
    return runCommand(path.join(bin, "pulumi"), all, {
      name: `pulumi ${args.join(" ")}`,
      cwd: program,
      environment,
      quiet,
      passing: PASSING,
    });
  }
}

/** Lines that the CLI writes before a later line about the same resource. */
const PASSING = /^@ (updating|destroying|previewing)|(creating|updating|deleting) \(\d+s\)|running warning:/;
