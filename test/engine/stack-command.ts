import { spawn } from "node:child_process";
import path from "node:path";
import { count } from "../support/process-counts";

export interface CommandResult {
  readonly code: number;
  /** Standard output and error together, as a person sees them. */
  readonly text: string;
}

/** Where one stack named `test` of a program has its settings. */
export interface StackPlace {
  /** Holds a copy of the program's Pulumi.yaml, and the settings of the stack. */
  readonly directory: string;
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Runs the real CLI on a stack; the caller looks at the exit code. */
export function stackCommand(
  { directory, program, environment }: StackPlace,
  args: readonly string[],
): Promise<CommandResult> {
  // It takes no --config-file: beside a copy of Pulumi.yaml it writes its settings where the others look for them.
  const isInit = args[0] === "stack" && args[1] === "init";
  const which = isInit ? [] : ["--stack", "test"];
  const config = args[0] === "stack" ? [] : ["--config-file", path.join(directory, "Pulumi.test.yaml")];
  const all = [...args, ...which, ...config, "--non-interactive", "--color", "never"];
  count("pulumi CLI call");
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", all, { cwd: isInit ? directory : program, env: environment });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (data) => {
        text += data;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, text }));
  });
}

/** As `stackCommand`. @throws Error with what the CLI printed when it fails */
export async function mustRun(place: StackPlace, args: readonly string[]): Promise<string> {
  const { code, text } = await stackCommand(place, args);
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${text}`);
  return text;
}
