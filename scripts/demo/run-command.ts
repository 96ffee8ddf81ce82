import { spawn } from "node:child_process";
import { say, withProgress } from "./say";

export interface CommandOptions {
  /** How the command is called in what is printed: `pulumi up`. */
  readonly name: string;
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Prints nothing of a command that succeeds. @default false */
  readonly quiet?: boolean;
  /** Lines that are left out because a later line tells more. */
  readonly passing: RegExp;
}

/**
 * Runs a command, prints what it prints, and returns it. A command that takes long shows its last line meanwhile.
 *
 * @throws Error with everything that it printed, when it fails
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  { name, cwd, environment, quiet = false, passing }: CommandOptions,
): Promise<string> {
  if (!quiet) say(`   $ ${name}`);
  let printed = "";
  let last = "";
  const code = await withProgress(
    () => last || name.split(" ", 2).join(" "),
    () =>
      new Promise<number | null>((resolve, reject) => {
        const child = spawn(file, args, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
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
  if (code !== 0) throw new Error(`${name} exited with ${code}:\n${printed.trimEnd()}`);
  const shown = indented(printed, passing);
  if (!quiet && shown !== "") say(shown);
  return printed;
}

function indented(text: string, passing: RegExp): string {
  return text
    .trimEnd()
    .split("\n")
    .filter((line) => line.trim() !== "" && !passing.test(line))
    .map((line) => `   ${line}`)
    .join("\n");
}
