import { Command, CommanderError } from "commander";
import { IllumioIacError } from "../core/errors";
import { dagSyncCommand } from "./dag-sync";
import { ExitCode } from "./exit-code";
import { flowsCommand } from "./flows";
import { redriveCommand } from "./redrive";
import { sandboxCommand } from "./sandbox";

/** Where texts go. @default the process's own standard output and error */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const STANDARD: Output = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

/**
 * Runs one command line.
 *
 * @param args what follows the command's name
 * @returns the exit code: 0, 1 when the command failed, 2 when it was called in a wrong way; `dag-sync` has 2 for
 *   pending changes and 1 for both failures
 */
export async function runCommandLine(
  args: readonly string[],
  output: Output = STANDARD,
  commands: readonly Command[] = [sandboxCommand(), flowsCommand(), redriveCommand(), dagSyncCommand()],
): Promise<number> {
  const program = new Command("illumio-iac")
    .description(
      "Illumio as code: a sandbox to try it, flow logs from files, failed deliveries put back, firewalls in step",
    )
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help, or that of a command");
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands, ...commands.flatMap(({ commands: inside }) => inside)]) {
    command
      .showHelpAfterError("(run with --help to see what there is)")
      .exitOverride()
      .configureOutput({ writeOut: output.out, writeErr: output.err });
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUse(args);
    if (error instanceof ExitCode) return error.code;
    output.err(`${failure(error)}\n`);
    return 1;
  }
}

function wrongUse([command]: readonly string[]): number {
  return command === "dag-sync" ? 1 : 2;
}

/** What we threw on purpose speaks for itself; of anything else the stack is wanted in a report. */
function failure(error: unknown): string {
  if (error instanceof IllumioIacError) return `error: ${error.message}`;
  return `error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function version(): string {
  return (require("illumio-iac/package.json") as { version: string }).version;
}
