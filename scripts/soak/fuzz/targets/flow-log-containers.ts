import { gzipSync } from "node:zlib";
import type { Random } from "illumio-iac-sandbox/http";
import { FlowTable, readFlowLogFile } from "../../../../core/flow-logs";
import { everyRecordIsCounted } from "../flow-accounting";
import { DEFAULT_RECORDS, lines, OWN_RECORDS } from "../flow-samples";
import type { FuzzTarget } from "../fuzz-target";

const MEMBERS = [lines(...DEFAULT_RECORDS), lines(...OWN_RECORDS)] as const;
const ONE = gzipSync(MEMBERS[0]);

/** Compressed files: damaged, truncated, padded, of several members, read in pieces of any size. */
export const flowLogContainers: FuzzTarget = {
  name: "flow-log-containers",
  seeds: [
    ONE,
    Buffer.concat([ONE, ONE]),
    Buffer.concat([ONE, Buffer.alloc(4), ONE]),
    Buffer.concat([ONE, Buffer.from("rest")]),
  ],
  weight: 0.5,
  open: () => ({
    read: async (input, random) => {
      await readWhole(input, random);
      await readMembers(random);
    },
  }),
};

/** Arbitrary bytes give an error, or every record is counted. */
async function readWhole(input: Buffer, random: Random): Promise<void> {
  const table = new FlowTable();
  await readFlowLogFile(pieces(input, random), undefined, table);
  everyRecordIsCounted(table.stats);
}

/** Good members with padding lose no record. */
async function readMembers(random: Random): Promise<void> {
  const parts: Buffer[] = [];
  const members = 1 + Math.floor(random() * 3);
  for (let member = 0; member < members; member++) {
    parts.push(ONE);
    if (random() < 0.5) parts.push(Buffer.alloc(Math.floor(random() * 600)));
  }
  const table = new FlowTable();
  await readFlowLogFile(pieces(Buffer.concat(parts), random), undefined, table);
  everyRecordIsCounted(table.stats, members * DEFAULT_RECORDS.length);
}

function pieces(bytes: Buffer, random: Random): Buffer[] {
  const cut: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = random() < 0.3 ? at + Math.floor(random() * 4) : at + Math.floor(random() * bytes.length);
    cut.push(bytes.subarray(at, end));
    at = end;
  }
  return cut;
}
