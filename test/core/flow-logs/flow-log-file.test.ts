import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { FlowLogFormatError } from "../../../core/errors";
import { FlowTable, readFlowLogFile } from "../../../core/flow-logs";
import { TRANSIT_GATEWAY_FORMAT } from "../../../core/flow-logs/aws/flow-log-fields";
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

test("a header in the middle names the fields of the lines after it", async () => {
  const file = `${record(V2, {})}\n${HEADER}${line({ dstport: 443 })}${V2.join(" ")}\n${record(V2, { dstport: 22 })}\n`;
  const { flows, stats } = await readFile(file, V2);
  expect(flows).toEqual(["10.1.4.20,10.1.9.31,22,6", "10.1.4.20,10.1.9.31,443,6", FLOW]);
  expect(stats).toMatchObject({ records: 3, skipped: {} });
});

test("fields that the caller names are used when the file has no header", async () => {
  expect((await readFile(line(), CUSTOM)).flows).toEqual([FLOW]);
});

test.each([
  ["default", V2],
  ["ours", OURS],
  ["transit gateway", TRANSIT_GATEWAY_FORMAT],
])(
  "a format is recognised by its number of fields when neither header nor caller names it: %s",
  async (_, fields) => {
    const one = record(fields, { "resource-type": "TransitGateway", "tcp-flags": 2 });
    expect((await readFile(`cut short\n${one}\n${one}\n`, undefined)).stats).toMatchObject({
      records: 3,
      skipped: { "too-few-fields": 1 },
    });
  },
);

test("a file with any other number of fields is refused with a question for their names", async () => {
  await expect(readFile(line())).rejects.toThrow(FlowLogFormatError);
  await expect(readFile(line())).rejects.toThrow(
    /^flow log without header: "5 10.1.9.31 .+" has 8 fields, .+ Name the fields/,
  );
});

test("an unknown field of a header is named in the error", async () => {
  await expect(readFile(`${HEADER.trim()} colour\n`)).rejects.toThrow('field 9 of 9 is "colour"');
});

test("an unknown field of a header is accepted when the caller names the format", async () => {
  const file = `${HEADER.trim()} colour\n${line().trim()} red\n`;
  expect((await readFile(file, [...CUSTOM, "-"])).flows).toEqual([FLOW]);
});

test.each([
  ["CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
  ["blank lines", (text: string) => `\n \n${text.replaceAll("\n", "\n\n")}`],
  ["no end of the last line", (text: string) => text.trimEnd()],
  ["a byte order mark", (text: string) => `\ufeff${text}`],
])("a file with %s is read", async (_, change) => {
  for (const fields of [undefined, CUSTOM]) {
    const { flows, stats } = await readFile(change(HEADER + line() + line({ dstport: 443 })), fields);
    expect(flows).toHaveLength(2);
    expect(stats).toMatchObject({ records: 2, skipped: {} });
  }
});

test("a gzip is read, also one of several members that each have a header", async () => {
  const one = gzipSync(HEADER + line());
  const two = gzipSync(HEADER + line({ dstport: 443 }));
  const { flows, stats } = await readFile(Buffer.concat([one, two]));
  expect(flows).toHaveLength(2);
  expect(stats.records).toBe(2);
});

test("an export of CloudWatch Logs is read, with a time before each record", async () => {
  const file = `2026-09-01T00:00:00.000Z ${record(V2, {})}\n2026-09-01T00:00:01.000Z ${record(V2, { dstport: 22 })}\n`;
  expect((await readFile(file)).flows).toHaveLength(2);
});

test("a time with no record behind it is a record that cannot be read", async () => {
  const { stats } = await readFile(`2026-09-01T00:00:00.000Z ${record(V2, {})}\n2026-09-01T00:00:01.000Z \n`);
  expect(stats).toMatchObject({ records: 2, skipped: { "too-few-fields": 1 } });
});

test("a file is read the same in pieces of any size", async () => {
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

test("a last record that is cut anywhere does not affect the others", async () => {
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

test("values at the same place of an earlier piece are forgotten", async () => {
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

test("a line that never ends does not fill the memory", async () => {
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
  ])("of %s is read, with and without the names of the fields", async (_, json) => {
    for (const fields of [undefined, OURS]) {
      expect((await readFile(json, fields)).flows).toEqual([FLOW]);
      expect((await readFile(gzipSync(json), fields)).flows).toEqual([FLOW]);
    }
  });

  test("of a control message alone has no record", async () => {
    expect((await readFile(JSON.stringify(control))).stats.records).toBe(0);
  });

  test("of something else is refused with the names of its keys", async () => {
    await expect(readFile('{"time":1,"flows":[]}')).rejects.toThrow(
      "looks like JSON with the keys time, flows, which is no flow log",
    );
  });
});

test.each([
  ["a text", "hello world\n"],
  ["captured packets", Buffer.from("d4c3b2a1", "hex")],
])("the error about %s names what each cloud writes", async (_, content) => {
  await expect(readFile(content)).rejects.toThrow(/Give what AWS writes .+ PT1H\.json that Azure writes/);
});

test("a truncated gzip is refused with that reason", async () => {
  const zipped = gzipSync(HEADER + line());
  await expect(readFile(zipped.subarray(0, -9))).rejects.toThrow(FlowLogFormatError);
  await expect(readFile(zipped.subarray(0, -9))).rejects.toThrow(/ends in the middle of the gzip/);
});

describe("a gzip of several members", () => {
  const numbered = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => line({ srcport: first + index, dstport: 443 })).join("");
  const members = (half: number) => {
    const [one, two] = [gzipSync(HEADER + numbered(1_000, half)), gzipSync(numbered(7_000, half))];
    return { half, one, two };
  };
  const large = members(5_000);
  const small = members(200);
  /** Every byte of a file in a piece of its own costs a step of the reader, so such a file has fewer records. */
  const inPieces = (size: number) => (size < 100 ? small : large);
  /** In pieces of `size` bytes, as a source of any kind may give it. */
  const pieces = (bytes: Uint8Array, size: number) =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
  const end = large.one.length;
  const sizes = [1_000_000, 65_536, end, end + 2, end + 4, 512, 7, 1];

  test.each(sizes)("may have zero bytes between them, in pieces of %i bytes", async (size) => {
    const { half, one, two } = inPieces(size);
    const file = Buffer.concat([one, Buffer.alloc(4), two, Buffer.alloc(300)]);
    const { stats } = await readFile(pieces(file, size));
    expect(stats).toMatchObject({ records: 2 * half, skipped: {} });
  });

  test.each(sizes)("may have no other bytes between them, in pieces of %i bytes", async (size) => {
    const { one, two } = inPieces(size);
    for (const rest of [Buffer.from("rest"), Buffer.from([0, 0, 7]), Buffer.from([0x1f])]) {
      const file = Buffer.concat([one, rest, two]);
      await expect(readFile(pieces(file, size))).rejects.toThrow(FlowLogFormatError);
    }
    await expect(readFile(pieces(Buffer.concat([one, Buffer.from("rest")]), size))).rejects.toThrow(
      /behind the end of the gzip, at byte \d+|damaged gzip/,
    );
  });

  test.each(sizes)("is refused when a member is damaged, in pieces of %i bytes", async (size) => {
    const { one, two } = inPieces(size);
    for (const at of [10, one.length + 20]) {
      const file = Buffer.concat([one, two]);
      file[at]! ^= 0x55;
      await expect(readFile(pieces(file, size))).rejects.toThrow(FlowLogFormatError);
    }
  });

  test("raises no second error when the reader stops early", async () => {
    const zipped = gzipSync(
      `${HEADER}${line()}version srcaddr dstaddr srcport nonsense protocol\n${numbered(1, 5_000)}`,
    );
    const rest = Array<Buffer>(200).fill(gzipSync(numbered(1, 5_000)));
    await expect(readFile([zipped, ...rest])).rejects.toThrow("nonsense");
    await new Promise((resolve) => setImmediate(resolve));
  });
});

test("a Parquet file is refused with the name of its format", async () => {
  await expect(readFile("PAR1....")).rejects.toThrow(/Parquet/);
});

test("an error of the source is passed on to the caller", async () => {
  async function* broken() {
    yield gzipSync(HEADER).subarray(0, 20);
    throw new Error("connection lost");
  }
  await expect(readFlowLogFile(broken(), undefined, new FlowTable())).rejects.toThrow("connection lost");
});

test("an empty file holds nothing", async () => {
  expect((await readFile("")).stats.records).toBe(0);
});
