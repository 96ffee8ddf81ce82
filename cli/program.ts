import { Command, CommanderError } from "commander";
import { insecureTlsProblem } from "../clients/http/insecure-tls";
import { IllumioIacError, messageLines } from "../core/errors";
import { ExitCode } from "./exit-code";
import { type Output, STANDARD } from "./output";

/** The commands by name. Each brings clients of its own, which take time and memory to load. */
const COMMANDS: Readonly<Record<string, () => Command>> = {
  sandbox: () => (require("./sandbox") as typeof import("./sandbox")).sandboxCommand(),
  flows: () => (require("./flows") as typeof import("./flows")).flowsCommand(),
  redrive: () => (require("./redrive") as typeof import("./redrive")).redriveCommand(),
  azure: () => (require("./azure") as typeof import("./azure")).azureCommand(),
  policy: () => (require("./policy") as typeof import("./policy")).policyCommand(),
  "dag-sync": () => (require("./dag-sync") as typeof import("./dag-sync")).dagSyncCommand(),
  "sql-sync": () => (require("./sql-sync") as typeof import("./sql-sync")).sqlSyncCommand(),
  onboarding: () => (require("./onboarding") as typeof import("./onboarding")).onboardingCommand(),
  release: () => (require("./release") as typeof import("./release")).releaseCommand(),
  sweep: () => (require("./sweep") as typeof import("./sweep")).sweepCommand(),
};

/** The command that is called; all of them where help or an error lists them. */
function commandsFor([name = ""]: readonly string[]): readonly Command[] {
  const called = Object.hasOwn(COMMANDS, name) ? [COMMANDS[name]!] : Object.values(COMMANDS);
  return called.map((load) => load());
}

/**
 * Runs one command line.
 *
 * @param args what follows the command's name
 * @returns the exit code: 0, 1 when the command failed, 2 when it was called in a wrong way; `dag-sync`,
 *   `sql-sync` and `onboarding` have 2 for pending changes and 1 for both failures
 */
export async function runCommandLine(
  args: readonly string[],
  output: Output = STANDARD,
  commands: readonly Command[] = commandsFor(args),
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<number> {
  const program = new Command("illumio-iac")
    .description(
      "Illumio as code: a sandbox to try it, flow logs from files, failed deliveries put back, functions of Azure deployed, who may reach a workload told, firewalls in step, machines onboarded, leftovers swept",
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
  const insecure = insecureTlsProblem(env);
  if (insecure !== undefined) output.err(`warning: ${insecure.variable} ${insecure.reason}\n`);
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUse(args);
    if (error instanceof ExitCode) return error.code;
    output.err(`${failure(error).join("\n")}\n`);
    return 1;
  }
}

/** Commands whose exit code 2 stands for pending changes. */
const PENDING_IS_2 = ["dag-sync", "sql-sync", "onboarding"];

function wrongUse([command]: readonly string[]): number {
  return PENDING_IS_2.includes(command ?? "") ? 1 : 2;
}

/** The message of an error that we threw on purpose; of any other error the stack, which a bug report needs. */
function failure(error: unknown): string[] {
  const [first = "", ...more] = messageLines(error);
  if (error instanceof IllumioIacError || !(error instanceof Error)) return [`error: ${first}`, ...more];
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [`error: ${error.name}: ${first}`, ...frames];
}

function version(): string {
  return (require("illumio-iac/package.json") as { version: string }).version;
}
