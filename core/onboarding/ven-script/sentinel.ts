/** What a script writes that found an agent. */
export const RUNS_ALREADY = "The agent runs already; nothing was installed.";

/**
 * The exit code in the last line that a script writes, `ILO_RC=<code> <nonce>`. Azure loses exit codes of action commands and
 * may run another script than it was given, which does not know the nonce.
 *
 * @returns undefined where the script did not come to its end, or its output was lost
 */
export function exitCodeIn(output: string, nonce: string): number | undefined {
  const lines = output.split(/\r?\n/).reverse();
  for (const line of lines) {
    const [, code, found] = /^\s*ILO_RC=(\d{1,10}) (\S+)\s*$/.exec(line) ?? [];
    if (code !== undefined && found === nonce) return Number(code);
  }
  return undefined;
}
