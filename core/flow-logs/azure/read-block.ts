import type { FlowTable } from "../flows/flow-table";
import { readAnyBlock } from "./any-block";
import { type BlockResult, resultOf } from "./block-result";
import { readCompactBlock } from "./compact-block";
import { SKIP } from "./skip-reasons";

const NO_PROBLEM = { unknownState: 0, unreadable: 0, problems: [] };

/**
 * Reads a block of a flow log blob (`PT1H.json`) into a table: a VNet flow log of version 4, an NSG flow log of version
 * 1 or 2. Which one it is, each tuple tells: the number of its columns and the digits of its time.
 *
 * @param bytes the block as it stands in the blob. A comma before its entry may be there, and so may beginning
 *   (`{"records":[`) and end (`]}`) of the blob
 * @throws UnreadableBlockError when it is no JSON, or JSON without any record of a flow log; nothing was read then
 */
export function readBlock(bytes: Uint8Array, table: FlowTable): BlockResult {
  const block = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const counts = readCompactBlock(block, table);
  const result = counts === undefined ? readAnyBlock(block, table) : resultOf(counts, NO_PROBLEM);
  table.bytes += block.length;
  table.records += result.records;
  for (const state of ["begin", "continued", "ended", "v1", "denied"] as const)
    table.count(state, result[state]);
  if (!table.includeRejected) table.skip(SKIP.denied, "", result.denied);
  return result;
}
