import { FlowBatch, FlowTable } from "../../../../core/flow-logs";
import { isUnreadableBlockError, readBlock } from "../../../../core/flow-logs/azure";
import { nsgRecord, readBlocks, readTuples, vnetRecord } from "./blocks";

const BEGUN = "1795417261001,10.0.0.4,10.0.1.7,51544,443,6,O,B,NX,0,0,0,0";
const CONTINUED = "1795417561001,10.0.0.4,10.0.1.7,51544,443,6,O,C,NX,90,14400,12,9023";
const ENDED = "1795417662950,10.0.0.4,10.0.1.7,51544,443,6,O,E,NX,9,1440,12,9023";
const DENIED = "1795417263100,198.51.100.9,10.0.0.4,40112,22,6,I,D,NX,0,0,0,0";
const FLOW = "10.0.0.4,10.0.1.7,443,6";
const DENIED_FLOW = "198.51.100.9,10.0.0.4,22,6";
const NSG_BEGUN = "1795417261,10.0.0.4,10.0.1.7,51544,443,T,O,A,B,,,,";
const NSG_DENIED = "1795417263,198.51.100.9,10.0.0.4,40112,22,T,I,D,B,,,,";

test("begin, continued and end of a connection are one flow and are counted apart", () => {
  const { flows, stats, blocks } = readTuples([BEGUN, CONTINUED, CONTINUED, ENDED]);
  expect(flows).toEqual([FLOW]);
  expect(stats).toMatchObject({
    records: 4,
    skipped: {},
    decisions: { stated: 4 },
    states: { begin: 1, continued: 2, ended: 1 },
  });
  expect(blocks[0]).toEqual({
    ...{ records: 4, begin: 1, continued: 2, ended: 1, v1: 0, denied: 0, unknownState: 0, unreadable: 0 },
    problems: [],
  });
});

test("the source is the client at both network interfaces", () => {
  const atServer = BEGUN.replace(",O,", ",I,");
  expect(readBlocks([vnetRecord([BEGUN]), vnetRecord([atServer])]).flows).toEqual([FLOW]);
});

test("port numbers have no say in the direction", () => {
  const lowToHigh = "1795417261001,10.0.0.4,10.0.1.7,443,51544,17,O,B,NX,0,0,0,0";
  expect(readTuples([lowToHigh]).flows).toEqual(["10.0.0.4,10.0.1.7,51544,17"]);
});

test("tuples of an NSG flow log of version 2 are read", () => {
  const udp = "1795417262,10.0.0.5,10.0.1.7,5353,53,U,I,A,E,1,66,1,66";
  const { flows, blocks } = readBlocks([nsgRecord([NSG_BEGUN, udp, NSG_DENIED], 2)]);
  expect(flows).toEqual([FLOW, "10.0.0.5,10.0.1.7,53,17"]);
  expect(blocks[0]).toMatchObject({ records: 3, begin: 1, ended: 1, denied: 1, unreadable: 0 });
});

test("tuples of an NSG flow log of version 1 are read", () => {
  const allowed = NSG_BEGUN.split(",").slice(0, 8).join(",");
  const denied = NSG_DENIED.split(",").slice(0, 8).join(",");
  const { flows, blocks } = readBlocks([nsgRecord([allowed, denied], 1)], { includeRejected: true });
  expect(flows).toEqual([FLOW, DENIED_FLOW]);
  expect(blocks[0]).toMatchObject({ records: 2, v1: 1, denied: 1, unreadable: 0 });
});

test.each([
  ["NSG tuples in a VNet record", vnetRecord([NSG_BEGUN])],
  ["VNet tuples in an NSG record", nsgRecord([BEGUN], 2)],
  ["a version number that is not known", vnetRecord([BEGUN], { flowLogVersion: 5 })],
  ["no version number", vnetRecord([BEGUN], { flowLogVersion: undefined })],
  ["VNet tuples with a time in seconds", vnetRecord([BEGUN.replace("261001", "261")])],
])("the tuple itself tells its version: %s", (_, record) => {
  expect(readBlocks([record])).toMatchObject({ flows: [FLOW], blocks: [{ unreadable: 0 }] });
});

test.each([
  ["VNet state", vnetRecord([DENIED])],
  ["VNet state without counters", vnetRecord([DENIED.replace("0,0,0,0", ",,,")])],
  ["NSG decision", nsgRecord([NSG_DENIED], 2)],
  ["NX_SW_NOT_READY", vnetRecord([DENIED.replace("D,NX", "B,NX_SW_NOT_READY")])],
  ["NX_NOT_ACCEPTED", vnetRecord([DENIED.replace("D,NX", "E,NX_NOT_ACCEPTED")])],
  ["NX_NOT_SUPPORTED", vnetRecord([DENIED.replace("D,NX", "D,NX_NOT_SUPPORTED")])],
])("denied traffic is a flow only if it is asked for: %s", (_, record) => {
  expect(readBlocks([record])).toMatchObject({
    flows: [],
    stats: { skipped: { denied: 1 }, states: { denied: 1 } },
    blocks: [{ records: 1, denied: 1 }],
  });
  const included = readBlocks([record], { includeRejected: true });
  expect(included).toMatchObject({
    flows: [DENIED_FLOW],
    stats: { skipped: {}, decisions: { stated: 1 } },
    blocks: [{ records: 1, denied: 1 }],
  });
  expect(included.bodies[0]).toContain(`${DENIED_FLOW},rejected`);
});

test.each(["X", "NX", "NX_HW_NOT_SUPPORTED", "NX_LOCAL_DST", "NX_FALLBACK", "", "NX_NEW"])(
  "encryption status '%s' is that of traffic which was let through",
  (status) => {
    expect(readTuples([BEGUN.replace("NX", status)]).flows).toEqual([FLOW]);
  },
);

test("IPv6 addresses are written in their canonical form", () => {
  const tuple = "1795417261001,2001:DB8:0:0::4,fd00::0007,51544,443,6,O,B,X,0,0,0,0";
  expect(readTuples([tuple]).flows).toEqual(["2001:db8::4,fd00::7,443,6"]);
});

test.each([
  ["a number", "6,O", "132,O", "10.0.0.4,10.0.1.7,443,132"],
  ["one without ports, which are missing", "51544,443,6", ",,50", "10.0.0.4,10.0.1.7,0,50"],
  ["one without ports, which are 0", "51544,443,6", "0,0,47", "10.0.0.4,10.0.1.7,0,47"],
])("a protocol is passed on as its number: %s", (_, before, after, flow) => {
  expect(readTuples([BEGUN.replace(before, after)]).flows).toEqual([flow]);
});

test.each([
  ["unknown-version", "a column too many", `${BEGUN},1`],
  ["unknown-version", "a column too few", BEGUN.slice(0, -2)],
  ["unknown-version", "12 digits of time", BEGUN.slice(1)],
  ["unknown-version", "no digits", `x${BEGUN.slice(1)}`],
  ["unknown-version", "characters that digits begin with", `:${BEGUN.slice(1)}`],
  ["unknown-version", "nothing", ""],
  ["unknown-version", "version 1 in milliseconds", "1795417261001,10.0.0.4,10.0.1.7,51544,443,T,O,A"],
  ["unknown-version", "version 2 in milliseconds", NSG_BEGUN.replace(",", "001,")],
  ["unknown-version", "a VNet tuple that was cut", "1795417261,10.0.0.4,10.0.1.7,51544,443,6,O,B"],
  ["unknown-state", "a VNet state", BEGUN.replace(",B,", ",X,")],
  ["unknown-state", "a VNet state of two letters", BEGUN.replace(",B,", ",BE,")],
  ["unknown-state", "no VNet state", BEGUN.replace(",B,", ",,")],
  ["unknown-state", "an NSG decision", NSG_BEGUN.replace(",A,", ",X,")],
  ["unknown-state", "an NSG state", NSG_BEGUN.replace(",B,", ",X,")],
  ["unknown-state", "a decision of version 1", "1795417261,10.0.0.4,10.0.1.7,51544,443,T,O,B"],
  ["bad-address", "an octet above 255", BEGUN.replace("10.0.0.4", "10.0.0.256")],
  ["bad-address", "a leading zero", BEGUN.replace("10.0.0.4", "10.0.0.04")],
  ["bad-address", "three octets", BEGUN.replace("10.0.0.4", "10.0.4")],
  ["bad-address", "two families", BEGUN.replace("10.0.0.4", "fd00::1")],
  ["bad-address", "a prefix length", BEGUN.replace("10.0.0.4", "10.0.0.4/32")],
  ["bad-port", "above 65535", BEGUN.replace("443", "65536")],
  ["bad-port", "an exponent", BEGUN.replace("443", "1e3")],
  ["bad-port", "negative", BEGUN.replace("443", "-443")],
  ["bad-port", "missing", BEGUN.replace("443", "")],
  ["bad-port", "of 400 digits", BEGUN.replace("443", "4".repeat(400))],
  ["bad-protocol", "above 255", BEGUN.replace(",6,", ",256,")],
  ["bad-protocol", "missing", BEGUN.replace(",6,", ",,")],
  ["bad-protocol", "another letter", NSG_BEGUN.replace(",T,", ",X,")],
  ["bad-direction", "another letter", BEGUN.replace(",O,", ",X,")],
  ["bad-direction", "missing", BEGUN.replace(",O,", ",,")],
  ["no-text", "a number", 5],
  ["no-text", "null", null],
  ["no-text", "a list", [BEGUN]],
  ["bad-address", "an Arabic digit", BEGUN.replace("10.0.0.4", "10.0.0.\u0664")],
  ["bad-address", "a character whose low byte is a digit", BEGUN.replace("10.0.0.4", "10.0.0.\u0134")],
  ["bad-address", "a line feed within", BEGUN.replace("10.0.0.4", "10.0.0.4\n")],
])("a tuple that cannot be read is counted as %s and stops nothing: %s", (reason, _, bad) => {
  const { flows, stats, blocks } = readTuples([DENIED, bad, BEGUN], { includeRejected: true });
  expect(flows).toEqual([FLOW, DENIED_FLOW]);
  const text = typeof bad === "string" ? bad : JSON.stringify(bad);
  expect(stats).toMatchObject({
    records: 3,
    skipped: { [reason]: 1 },
    samples: { [reason]: text.slice(0, 200) },
  });
  const isState = reason === "unknown-state";
  expect(blocks[0]).toMatchObject({ unknownState: isState ? 1 : 0, unreadable: isState ? 0 : 1 });
  expect(blocks[0]!.problems).toEqual([
    { reason, at: "[0].flowRecords.flows[0].flowGroups[0].flowTuples[1]", text: text.slice(0, 200) },
  ]);
});

test.each([
  ["flowRecords", vnetRecord([], { flowRecords: undefined }), "[0].properties.flows"],
  ["flows", vnetRecord([], { flowRecords: {} }), "[0].flowRecords.flows"],
  ["flowGroups", vnetRecord([], { flowRecords: { flows: [{}] } }), "[0].flowRecords.flows[0].flowGroups"],
  [
    "flowTuples",
    vnetRecord([], { flowRecords: { flows: [{ flowGroups: [null] }] } }),
    "[0].flowRecords.flows[0].flowGroups[0].flowTuples",
  ],
  [
    "flowTuples as a list",
    vnetRecord([], { flowRecords: { flows: [{ flowGroups: [{ flowTuples: "x" }] }] } }),
    "[0].flowRecords.flows[0].flowGroups[0].flowTuples",
  ],
])("a record without %s is counted with its place", (_, record, at) => {
  const { stats, blocks, flows } = readBlocks([record, vnetRecord([BEGUN])]);
  expect(flows).toEqual([FLOW]);
  expect(stats).toMatchObject({ records: 2, skipped: { "no-flows": 1 } });
  expect(blocks[0]).toMatchObject({ records: 1, unreadable: 1, problems: [{ reason: "no-flows", at }] });
});

test("a record with empty lists holds no flow and no problem", () => {
  const records = [
    vnetRecord([]),
    vnetRecord([], { flowRecords: { flows: [] } }),
    vnetRecord([], { flowRecords: { flows: [{ flowGroups: [] }] } }),
  ];
  expect(readBlocks(records).stats).toMatchObject({ records: 0, skipped: {}, samples: {} });
});

const ENTRY = JSON.stringify(vnetRecord([BEGUN]));
const OTHER = JSON.stringify(vnetRecord([ENDED.replace("443", "444")]));
test.each([
  ["with a comma before it", `,${ENTRY}`, 1],
  ["with white space around it", `\r\n ,\t${ENTRY}\n`, 1],
  ["with a byte order mark", `\ufeff${ENTRY}`, 1],
  ["together with another one", `,${ENTRY},${OTHER}`, 2],
  ["with the beginning of the blob", `{"records":[${ENTRY}`, 1],
  ["with the end of the blob", `,${ENTRY}]}`, 1],
  ["in a whole blob", `{"records":[${ENTRY},${OTHER}]}`, 2],
  ["in a blob with other keys", `{"a":{"records":1},"records":[${ENTRY}],"b":2}`, 1],
  ["with beginning and white space", ` { "records" : [ ${ENTRY} `, 1],
  ["as the beginning alone", '{"records":[', 0],
  ["as the end alone", "]}", 0],
  ["as nothing", "", 0],
])("an entry is read %s", (_, block, records) => {
  expect(readBlocks([block]).blocks).toMatchObject([{ records, unreadable: 0 }]);
});

test.each([
  ["not-json", "was cut", ENTRY.slice(0, -20), /is not JSON: .+ It ends with .+51544,443/],
  ["not-json", "is text", "no JSON", /is not JSON/],
  ["not-json", "is binary", "\u0000\u0001\u0002", /is not JSON: .+u0001/],
  ["other-json", "holds another log", '{"category":"Administrative"}', /holds no record.+Administrative/],
  ["other-json", "holds numbers", "[1,2]", /holds no record of a flow log, but \[1,2\]/],
  ["other-json", "holds null", "null", /but null/],
])("a block is refused as %s and leaves the table as it was when it %s", (problem, _, block, message) => {
  const table = new FlowTable();
  let thrown: unknown;
  try {
    readBlock(Buffer.from(block), table);
  } catch (error) {
    thrown = error;
  }
  expect(isUnreadableBlockError(thrown)).toBe(true);
  expect(thrown).toMatchObject({ problem, message: expect.stringMatching(message) });
  expect(table.stats).toEqual(new FlowTable().stats);
});

test("a record of another log beside records of a flow log is counted", () => {
  const { flows, stats } = readBlocks([`${ENTRY},{"category":"Administrative"}`]);
  expect(flows).toEqual([FLOW]);
  expect(stats).toMatchObject({
    records: 2,
    skipped: { "other-record": 1 },
    samples: { "other-record": '{"category":"Administrative"}' },
  });
});

test("of two equal keys the last one counts, as in JSON.parse", () => {
  const block = ENTRY.replace('"flowTuples":', '"flowTuples":["x"],"flowTuples":');
  expect(readBlocks([block])).toMatchObject({ flows: [FLOW], stats: { skipped: {} } });
});

test("a list of any length is read, also one with long and odd texts", () => {
  const tuples = Array.from({ length: 5000 }, (_, index) =>
    index % 1000 === 7 ? `é${"x".repeat(300_000)}` : BEGUN.replace("443", String(1000 + index)),
  );
  const { flows, stats } = readTuples(tuples);
  expect(flows).toHaveLength(4995);
  expect(stats).toMatchObject({ records: 5000, skipped: { "unknown-version": 5 } });
});

test("a table that is cleared between blobs tells a batch which blob brought which line", () => {
  const table = new FlowTable();
  const batch = new FlowBatch();
  for (const [blob, tuple] of [BEGUN, DENIED, ENDED].entries()) {
    table.clear();
    readBlock(Buffer.from(JSON.stringify(vnetRecord([tuple]))), table);
    batch.add(table, blob);
  }
  batch.decide();
  expect(batch.flows).toEqual([{ line: FLOW, messages: [0, 2] }]);
  expect(table.stats.states).toEqual({ ended: 1 });
});
