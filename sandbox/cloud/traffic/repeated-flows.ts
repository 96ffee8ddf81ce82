/**
 * Lines that were uploaded more often than the log says them: a block or file was read more than once.
 *
 * @param uploads how often each line `client,server,port,protocol` was uploaded
 * @param blocksByLine in how many blocks of the log each line stands. A reader that reads every block once uploads a line
 *   at most as often, and less often where it combines blocks
 */
export function repeatedFlows(
  uploads: ReadonlyMap<string, number>,
  blocksByLine: ReadonlyMap<string, number>,
): string[] {
  return [...uploads].filter(([line, times]) => times > (blocksByLine.get(line) ?? 0)).map(([line]) => line);
}
