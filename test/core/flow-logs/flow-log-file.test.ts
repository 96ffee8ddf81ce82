import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { FlowLogFormatError } from "../../../core/errors";
import { FlowTable, readFlowLogFile } from "../../../core/flow-logs";
import { TRANSIT_GATEWAY_FORMAT } from "../../../core/flow-logs/flow-log-fields";
import { OURS, payload, readFile, record, V2 } from "./reading";

const FLOW = "10.1.4.20,10.1.9.31,5432,6";
const CUSTOM = ["version", "dstaddr", "srcaddr", "dstport", "srcport", "protocol", "tcp-flags", "action"];
const HEADER = `${CUSTOM.join(" ")}\n`;
const line = (values = {}) => `${record(CUSTOM, { "tcp-flags": 2, ...values })}\n`;

test("a header names the fields", async () => {
  const { flows, stats } = await readFile(HEADER + line() + line({ dstport: 443 }));
  expect(flows).toEqual(["10.1.4.20,10.1.9.31,443,6", FLOW]);
  expect(stats).toMatchObject({ records: 2, bytes: (HEADER + line() + line()).length - 1, skipped: {} });
});

test("a header in the middle names them from there on", async () => {
  const file = `${record(V2, {})}\n${HEADER}${line({ dstport: 443 })}${V2.join(" ")}\n${record(V2, { dstport: 22 })}\n`;
  const { flows, stats } = await readFile(file, V2);
  expect(flows).toEqual(["10.1.4.20,10.1.9.31,22,6", "10.1.4.20,10.1.9.31,443,6", FLOW]);
  expect(stats).toMatchObject({ records: 3, skipped: {} });
});

test("fields that the caller names are those of a file without header", async () => {
  expect((await readFile(line(), CUSTOM)).flows).toEqual([FLOW]);
});

test.each([
  ["default", V2],
  ["ours", OURS],
  ["transit gateway", TRANSIT_GATEWAY_FORMAT],
])("without header and names, the number of fields tells: %s", async (_, fields) => {
  const one = record(fields, { "resource-type": "TransitGateway", "tcp-flags": 2 });
  expect((await readFile(`cut short\n${one}\n${one}\n`, undefined)).stats).toMatchObject({
    records: 3,
    skipped: { "too-few-fields": 1 },
  });
});

test("without header and names, any other number is asked for", async () => {
  await expect(readFile(line())).rejects.toThrow(FlowLogFormatError);
  await expect(readFile(line())).rejects.toThrow(/^flow log without header: "5 10.1.9.31 .+" has 8 fields/);
});

test("an unknown field of a header is named", async () => {
  await expect(readFile(`${HEADER.trim()} colour\n`)).rejects.toThrow('field 9 of 9 is "colour"');
});

test("an unknown field of a header is no obstacle to who knows the format", async () => {
  const file = `${HEADER.trim()} colour\n${line().trim()} red\n`;
  expect((await readFile(file, [...CUSTOM, "-"])).flows).toEqual([FLOW]);
});

test.each([
  ["CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
  ["blank lines", (text: string) => `\n \n${text.replaceAll("\n", "\n\n")}`],
  ["no end of the last line", (text: string) => text.trimEnd()],
  ["a byte order mark", (text: string) => `\ufeff${text}`],
])("%s", async (_, change) => {
  for (const fields of [undefined, CUSTOM]) {
    const { flows, stats } = await readFile(change(HEADER + line() + line({ dstport: 443 })), fields);
    expect(flows).toHaveLength(2);
    expect(stats).toMatchObject({ records: 2, skipped: {} });
  }
});

test("gzip, also of several members, each with its header", async () => {
  const one = gzipSync(HEADER + line());
  const two = gzipSync(HEADER + line({ dstport: 443 }));
  const { flows, stats } = await readFile(Buffer.concat([one, two]));
  expect(flows).toHaveLength(2);
  expect(stats.records).toBe(2);
});

test("what CloudWatch Logs exports, with a time before each record", async () => {
  const file = `2026-09-01T00:00:00.000Z ${record(V2, {})}\n2026-09-01T00:00:01.000Z ${record(V2, { dstport: 22 })}\n`;
  expect((await readFile(file)).flows).toHaveLength(2);
});

test("reads the same however it arrives, in pieces of any size", async () => {
  const lines = Array.from({ length: 40 }, (_, index) => line({ dstport: 1000 + index }));
  const text = Buffer.from(HEADER + lines.join(""));
  const zipped = gzipSync(text);
  const cuts = fc.array(fc.nat(text.length), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(cuts, fc.boolean(), async (places, zip) => {
      const file = zip ? zipped : text;
      const ends = [...places.filter((place) => place < file.length), file.length].sort((a, b) => a - b);
      const pieces = ends.map((end, index) => file.subarray(ends[index - 1] ?? 0, end));
      expect((await readFile(pieces)).flows).toHaveLength(40);
    }),
    { numRuns: 100 },
  );
});

test("a last record cut anywhere leaves the others", async () => {
  const good = record(OURS, {
    "tcp-flags": 2,
    "vpc-id": "vpc-0a1b2c3d4e5f60718",
    "subnet-id": "subnet-0a1b2c3d4e5f60718",
  });
  for (let length = 1; length < good.length; length++) {
    const { flows, stats } = await readFile(`${good}\n${good}\n${good.slice(0, length)}`, OURS);
    expect(flows).toEqual([FLOW]);
    expect(stats.records).toBe(3);
  }
});

test("what stood at the same place of an earlier piece is forgotten", async () => {
  const fields = [
    "pkt-srcaddr",
    "pkt-dstaddr",
    "tcp-flags",
    "srcport",
    "dstport",
    "protocol",
    "dstaddr",
    "srcaddr",
  ];
  const piece = (client: string) =>
    Buffer.from(`${record(fields, { "tcp-flags": 2, srcaddr: client, "pkt-srcaddr": client })}\n`);
  expect((await readFile([piece("10.1.4.21"), piece("10.1.4.22")], fields)).flows).toEqual([
    "10.1.4.21,10.1.9.31,5432,6",
    "10.1.4.22,10.1.9.31,5432,6",
  ]);
});

test("a line without end does not fill the memory", async () => {
  function* pieces() {
    yield Buffer.from(HEADER + line());
    for (let count = 0; count < 40; count++) yield Buffer.alloc(100_000, "x");
    yield Buffer.from(`\n${line({ dstport: 443 })}`);
  }
  const { flows, stats } = await readFile(pieces());
  expect(flows).toHaveLength(2);
  expect(stats.skipped).toEqual({ "too-long": 1 });
});

describe("JSON", () => {
  const delivery = payload([record(OURS, { "tcp-flags": 2 })]);
  const control = payload(["CWL CONTROL MESSAGE: Checking health of destination Lambda."], {
    messageType: "CONTROL_MESSAGE",
  });
  const event = { awslogs: { data: gzipSync(JSON.stringify(delivery)).toString("base64") } };
  const printed = { events: delivery["logEvents"], searchedLogStreams: [] };

  test.each([
    ["a payload", JSON.stringify(delivery)],
    ["the event of a function", JSON.stringify(event)],
    ["what aws logs prints", JSON.stringify(printed, undefined, 4)],
    [
      "one after the other",
      `${JSON.stringify(control)}${JSON.stringify(delivery)}\n${JSON.stringify(event)}\n`,
    ],
  ])("%s, with and without the names of the fields", async (_, json) => {
    for (const fields of [undefined, OURS]) {
      expect((await readFile(json, fields)).flows).toEqual([FLOW]);
      expect((await readFile(gzipSync(json), fields)).flows).toEqual([FLOW]);
    }
  });

  test("a control message alone is no record", async () => {
    expect((await readFile(JSON.stringify(control))).stats.records).toBe(0);
  });

  test("of something else is named by its keys", async () => {
    await expect(readFile('{"time":1,"flows":[]}')).rejects.toThrow(
      "JSON with the keys time, flows is no flow log",
    );
  });
});

test("a truncated gzip is told", async () => {
  const zipped = gzipSync(HEADER + line());
  await expect(readFile(zipped.subarray(0, -9))).rejects.toThrow(FlowLogFormatError);
  await expect(readFile(zipped.subarray(0, -9))).rejects.toThrow(/ends in the middle of the gzip/);
});

test("Parquet is told", async () => {
  await expect(readFile("PAR1....")).rejects.toThrow(/Parquet/);
});

test("an error of the source comes through", async () => {
  async function* broken() {
    yield gzipSync(HEADER).subarray(0, 20);
    throw new Error("connection lost");
  }
  await expect(readFlowLogFile(broken(), undefined, new FlowTable())).rejects.toThrow("connection lost");
});

test("an empty file holds nothing", async () => {
  expect((await readFile("")).stats.records).toBe(0);
});
