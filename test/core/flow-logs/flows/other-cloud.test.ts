import { addStats, FlowBatch, FlowTable, readDelivery, unreadableRecords } from "../../../../core/flow-logs";
import { SOURCE_IS_CLIENT, STATED } from "../../../../core/flow-logs/flows/flow-table";
import { skipReasons } from "../../../../core/flow-logs/flows/skip-reason";
import { OURS, payload, record } from "../reading";

/** A reader as another cloud would have: tuples that state who opened the connection, and reasons of its own. */
const SKIP = skipReasons({
  rejected: "expected",
  "not-encrypted": "expected",
  "bad-tuple": "unreadable",
  "bad-address": "unreadable",
});

function readTuple(tuple: string, table: FlowTable): void {
  table.records++;
  const [, client = "", server = "", clientPort, serverPort, protocol, , state, encryption] =
    tuple.split(",");
  if (encryption === undefined) table.skip(SKIP["bad-tuple"], tuple);
  else if (encryption === "NX_NOT_ACCEPTED") table.skip(SKIP["not-encrypted"]);
  else if (state === "D" && !table.includeRejected) table.skip(SKIP.rejected);
  else
    table.add(
      addressNumber(client),
      addressNumber(server),
      Number(clientPort),
      Number(serverPort),
      Number(protocol),
      SOURCE_IS_CLIENT | STATED,
      state === "D",
    );
}

function addressNumber(text: string): number {
  return text.split(".").reduce((sum, part) => (sum << 8) | Number(part), 0);
}

const BEGUN = "1795417261001,10.0.0.4,10.0.1.7,40001,50000,6,O,B,NX,0,0,0,0";
const ENDED = "1795417262950,10.0.0.4,10.0.1.7,40001,50000,6,O,E,NX,9,1440,12,9023";
const DENIED = "1795417263100,198.51.100.9,10.0.0.4,40112,22,6,I,D,NX,0,0,0,0";

function read(tuples: readonly string[], table = new FlowTable()): FlowTable {
  for (const tuple of tuples) readTuple(tuple, table);
  return table;
}

test("a tuple that states its client enters a table as a decided flow, and its rule is counted", () => {
  const table = read([BEGUN, ENDED]);
  expect(table.stats).toMatchObject({ records: 2, decisions: { stated: 2 }, carried: 0 });
  expect([...table.decide().lines()]).toEqual(["10.0.0.4,10.0.1.7,50000,6"]);
});

test("a stated flow that was rejected proves no server", () => {
  const table = read([BEGUN, DENIED], new FlowTable({ includeRejected: true }));
  const batch = new FlowBatch();
  batch.add(table, 0);
  batch.decide();
  expect(batch.flows).toEqual([
    { line: "10.0.0.4,10.0.1.7,50000,6", messages: [0] },
    { line: "198.51.100.9,10.0.0.4,22,6", messages: [0], unproven: true },
  ]);
});

test("a flow stated in one cloud's records decides a record of another cloud in the same batch", () => {
  const other = new FlowTable();
  const row = { srcaddr: "10.0.1.7", dstaddr: "10.9.9.9", srcport: 50000, dstport: 60000 };
  readDelivery(Buffer.from(JSON.stringify(payload([record(OURS, row)]))), OURS, other);
  const batch = new FlowBatch();
  batch.add(read([BEGUN]), 0);
  batch.add(other, 1);
  batch.decide();
  expect(batch.stats.decisions).toEqual({ "learned-server": 1 });
  expect(batch.flows[1]).toMatchObject({ line: "10.9.9.9,10.0.1.7,50000,6", messages: [1] });
});

test("stats list a reader's own reasons in its order, expected ones first, with a sample of what cannot be read", () => {
  const { stats } = read(["cut", DENIED, BEGUN.replace("NX", "NX_NOT_ACCEPTED"), "short,too", DENIED]);
  expect(Object.entries(stats.skipped)).toEqual([
    ["rejected", 2],
    ["not-encrypted", 1],
    ["bad-tuple", 2],
  ]);
  expect(stats.samples).toEqual({ "bad-tuple": "cut" });
  expect(unreadableRecords(stats)).toBe(2);
});

test("reasons of two readers in one table are counted by their names", () => {
  const table = read([DENIED, "cut"]);
  const refused = record(OURS, { action: "REJECT" });
  readDelivery(Buffer.from(JSON.stringify(payload([refused, "1 2 3"]))), OURS, table);
  expect(table.stats.skipped).toEqual({ rejected: 2, "bad-tuple": 1, "too-few-fields": 1 });
  expect(unreadableRecords(addStats(table.stats, read(["cut"]).stats))).toBe(3);
});
