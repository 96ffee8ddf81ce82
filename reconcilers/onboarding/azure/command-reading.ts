import type { ActionReading, RunCommandReading } from "../../../clients/azure/run-commands";
import { exitCodeIn, hintOf, RUNS_ALREADY } from "../../../core/onboarding/ven-script";
import { visible } from "../../../core/visible";
import type { CommandReading } from "../ports";

type Reading = Exclude<CommandReading, { readonly state: "absent" }>;

/**
 * Whether a command may still do something on its machine. The platform is done with a command only when its script has ended,
 * so nothing comes after a state that it then does not know, as after a restart of the machine.
 */
export function isUnderWay({ executionState, provisioningState }: RunCommandReading): boolean {
  if (/^(failed|canceled)$/i.test(provisioningState)) return false;
  const state = executionState.toLowerCase();
  return (
    state === "pending" ||
    state === "running" ||
    (state === "unknown" && !/^succeeded$/i.test(provisioningState))
  );
}

/**
 * What a managed command says of its script. Azure's word is not enough for a success: where there is output, its last line has
 * to be that of the script, because a machine that was restarted in the middle also shows a success.
 */
export function readManaged(reading: RunCommandReading, nonce: string): Reading {
  if (isUnderWay(reading)) return { state: "running" };
  const { executionState, exitCode, output, error, message, provisioningState } = reading;
  const written = exitCodeIn(output, nonce);
  const state = executionState.toLowerCase();
  if (state === "timedout")
    return failed(`the script did not end in its time${said(message || error)}`, undefined);
  if (state === "canceled") return failed(`the script was cancelled${said(message)}`, undefined);
  // The platform gives -1 and others of its own where it has no exit code of the script.
  const code = written ?? exitCode;
  if (code !== undefined && code !== 0)
    return ofScript(code, [
      ...lastLines(output, 1),
      ...lastLines(error, 1),
      ...(written === undefined ? lastLines(message, 1) : []),
    ]);
  if (code === undefined && (state === "succeeded" || state === "unknown"))
    return failed(UNFINISHED, undefined);
  if (written === undefined && output.trim() !== "") return failed(UNFINISHED, undefined);
  if (state === "succeeded" || written === 0) return succeeded(output);
  const states = `${executionState}, ${provisioningState}`;
  return failed(`Azure could not run the script (${states})${said(message || error)}`, code);
}

/** What an action says of its script, which is known by its last line only. */
export function readAction(reading: ActionReading, nonce: string): Reading {
  if (reading.state === "running") return { state: "running" };
  if (reading.state === "failed") return failed(reading.reason, undefined);
  const code = exitCodeIn(reading.output, nonce);
  if (code === undefined) return failed(UNFINISHED, undefined);
  return code === 0 ? succeeded(reading.output) : ofScript(code, lastLines(reading.output, 2));
}

const UNFINISHED =
  "the script did not come to its end: the machine was restarted, the output was lost, or another script ran instead of it";

function succeeded(output: string): Reading {
  const hadAgent = output.split(/\r?\n/).some((line) => line.trim() === RUNS_ALREADY);
  return hadAgent ? { state: "succeeded", hadAgent } : { state: "succeeded" };
}

function ofScript(code: number, lines: readonly string[]): Reading {
  const hint = hintOf(code);
  const advice = hint === undefined ? "" : `. ${hint}`;
  return failed(
    `the script ended with exit code ${code}${said([...new Set(lines)].join(" / "))}${advice}`,
    code,
  );
}

function failed(reason: string, exitCode: number | undefined): Reading {
  return { state: "failed", reason: visible(reason), exitCode };
}

function said(text: string): string {
  const line = text.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return line === "" ? "" : `: ${line.slice(0, 600)}`;
}

/** The last lines that say something to people. */
function lastLines(text: string, count: number): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim().slice(0, 300));
  return lines.filter((line) => line !== "" && !/^(ILO_RC=|\[std(out|err)\]$)/.test(line)).slice(-count);
}
