import { FlowTable, isUnreadableBlockError, readBlock, readFlowLogFile } from "../../../../core/flow-logs";
import { isFlowLogRecord, tuplesOf } from "../../../../core/flow-logs/azure/flow-tuples";
import { plainFlow } from "../azure-tuples";
import { everyRecordIsCounted } from "../flow-accounting";
import { type FuzzTarget, jsonOf, mustHold } from "../fuzz-target";

const VNET_TUPLES = [
  "1795417261001,10.0.0.4,10.0.1.7,51544,443,6,O,B,NX,0,0,0,0",
  "1795417262950,10.0.0.4,10.0.1.7,51544,443,6,O,E,NX,9,1440,12,9023",
  "1795417263100,198.51.100.9,10.0.0.4,40112,22,6,I,D,NX,,,,",
  "1795417263,2001:db8::4,fd00::7,40112,53,17,I,C,NX_NOT_ACCEPTED,1,66,1,66",
];
const NSG_TUPLES = [
  "1795417263,198.51.100.9,10.0.0.4,40112,22,T,I,D,B,,,,",
  "1795417263,10.0.0.5,10.0.0.4,40112,53,U,I,A,E,1,66,1,66",
  "1795417263,10.0.0.5,10.0.0.4,40112,443,T,O,A",
];
const VNET = JSON.stringify({
  flowLogVersion: 4,
  category: "FlowLogFlowEvent",
  flowRecords: { flows: [{ aclID: "a", flowGroups: [{ rule: "r", flowTuples: VNET_TUPLES }] }] },
});
const NSG = JSON.stringify({
  category: "NetworkSecurityGroupFlowEvent",
  properties: { Version: 2, flows: [{ rule: "r", flows: [{ mac: "m", flowTuples: NSG_TUPLES }] }] },
});

/** Blocks and blobs of Azure's flow logs: every record is counted, and flows are those of a plain reader. */
export const azureBlobs: FuzzTarget = {
  name: "azure-blobs",
  seeds: [
    VNET,
    NSG,
    `,${VNET}`,
    `{"records":[${VNET},${NSG}]}`,
    `{"records":[${NSG},${VNET}`,
    `${VNET}\n${NSG}`,
  ],
  words: [
    ...VNET_TUPLES,
    ...NSG_TUPLES,
    '{"records":[',
    "]}",
    '"flowTuples":',
    '"flowRecords":',
    '"flows":',
    ",",
  ],
  weight: 2,
  open: () => ({
    read: async (input, random) => {
      await readPieces(input, 1 + Math.floor(random() * input.length));
      readOneBlock(input);
    },
  }),
};

async function readPieces(input: Buffer, length: number): Promise<void> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < input.length; at += length) pieces.push(input.subarray(at, at + length));
  const table = new FlowTable();
  try {
    await readFlowLogFile(pieces, undefined, table);
  } finally {
    everyRecordIsCounted(table.stats);
  }
}

function readOneBlock(input: Buffer): void {
  const table = new FlowTable();
  try {
    const { problems, ...counts } = readBlock(input, table);
    const { records, ...kinds } = counts;
    const sum = Object.values(kinds).reduce((total, count) => total + count, 0);
    mustHold(records === sum, () => `${records} records, ${sum} counted: ${JSON.stringify(counts)}`);
    mustHold(
      problems.length === Object.keys(table.stats.samples).length,
      () => `${problems.length} problems: ${JSON.stringify(table.stats)}`,
    );
  } catch (error) {
    mustHold(isUnreadableBlockError(error), () => `another error: ${String(error)}`);
    mustHold(table.records === 0 && table.bytes === 0, () => "something of an unreadable block was read");
    throw error;
  }
  everyRecordIsCounted(table.stats);
  const value = jsonOf(input);
  if (!isFlowLogRecord(value)) return;
  const tuples = [...tuplesOf(value)].flatMap((list) => list.tuples ?? []);
  const expected = [...new Set(tuples.map(plainFlow))].filter((line) => line !== undefined).sort();
  const found = [...table.decide().lines()].sort();
  mustHold(
    JSON.stringify(found) === JSON.stringify(expected),
    () => `flows ${found.join(" ")} instead of ${expected.join(" ")}`,
  );
}
