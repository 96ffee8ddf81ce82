import type { FlowTable } from "./flow-table";

/**
 * Reads a flow log file: plain or gzip, with or without header line, or a CloudWatch Logs payload.
 *
 * @param fields order of the fields where the file has no header
 * @throws FlowLogFormatError when it is no flow log
 */
export async function readFlowLogFile(
  _chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  _fields: readonly string[] | undefined,
  _table: FlowTable,
): Promise<void> {
  throw new Error("not built yet");
}
