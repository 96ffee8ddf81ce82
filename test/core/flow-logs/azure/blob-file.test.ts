import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { FlowTable, readFlowLogFile } from "../../../../core/flow-logs";
import { OURS, payload, record, result } from "../reading";
import { nsgRecord, vnetRecord } from "./blocks";

const flow = (port: number) => `10.0.0.4,10.0.1.7,${port},6`;
const tuple = (port: number) => `1795417261001,10.0.0.4,10.0.1.7,51544,${port},6,O,B,NX,0,0,0,0`;
const entry = (port: number) => JSON.stringify(vnetRecord([tuple(port)]));
const NSG = JSON.stringify(nsgRecord(["1795417261,10.0.0.4,10.0.1.7,51544,444,T,O,A,B,,,,"], 2));
const BLOB = `{"records":[${entry(443)},${NSG}]}`;

async function read(content: string | Uint8Array, pieces = 1 << 20) {
  const bytes = Buffer.from(content);
  const chunks = Array.from({ length: Math.ceil(bytes.length / pieces) }, (_, index) =>
    bytes.subarray(index * pieces, (index + 1) * pieces),
  );
  const table = new FlowTable();
  const { isCut } = await readFlowLogFile(chunks, undefined, table);
  return { ...result(table), isCut };
}

test.each([
  ["as the storage account has it", BLOB],
  ["with white space", JSON.stringify(JSON.parse(BLOB), undefined, 2).replaceAll("\n", "\r\n")],
  ["with a byte order mark", `\ufeff${BLOB}`],
  ["in UTF-16", Buffer.from(`\ufeff${BLOB}`, "utf16le")],
  ["gzipped", gzipSync(BLOB)],
  ["gzipped twice", gzipSync(gzipSync(BLOB))],
  ["with one entry a line", `${entry(443)}\n${NSG}\n`],
  ["as an array", `[${entry(443)},\n${NSG}]`],
  ["with one document a line", `{"records":[${entry(443)}]}\n{"records":[${NSG}]}\n`],
  ["with other keys before", `{"a":{"b":[1]},"records":[${entry(443)},${NSG}]}`],
  ["with other keys behind", `{"records":[${entry(443)},${NSG}],"a":{"b":["c",{"d":1}]}}`],
  ["with keys that are escaped", BLOB.replaceAll('"flow', '"\\u0066low').replaceAll("Event", "\\u0045vent")],
])("a blob is read %s, in pieces of any size", async (_, content) => {
  for (const pieces of [1 << 20, 1000, 7, 1])
    expect(await read(content, pieces)).toMatchObject({
      flows: [flow(443), flow(444)],
      stats: { records: 2, skipped: {}, states: { begin: 2 } },
      isCut: false,
    });
});

test.each([
  ["no end", BLOB.slice(0, -2), 2, {}],
  ["half an end", BLOB.slice(0, -1), 2, {}],
  ["no end, and a comma", `${BLOB.slice(0, -2)},`, 2, {}],
  ["half an entry", BLOB.slice(0, -60), 2, { "cut-record": 1 }],
  ["no entry", '{"records":[', 0, {}],
  ["half of its only entry", BLOB.slice(0, 200), 1, { "cut-record": 1 }],
])("a blob with %s is read to its last whole entry", async (_, content, records, skipped) => {
  for (const pieces of [1 << 20, 11])
    expect(await read(content, pieces)).toMatchObject({ stats: { records, skipped }, isCut: true });
});

test("a blob that is cut anywhere loses no whole entry", async () => {
  const entries = [entry(443), NSG, entry(445).replace("UserRule_web", '}]\\"{[')];
  const blob = `{"records":[${entries.join(",")}]}`;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 150, max: blob.length }),
      fc.integer({ min: 1, max: 300 }),
      async (end, pieces) => {
        const { flows, isCut } = await read(blob.slice(0, end), pieces);
        const whole = entries.filter((_, index) => entries.slice(0, index + 1).join(",").length + 12 <= end);
        expect(flows).toHaveLength(whole.length);
        expect(isCut).toBe(end < blob.length);
      },
    ),
  );
});

test.each([
  ["an entry that is no JSON", `{"records":[${entry(443)},{"a":nothing},${NSG}]}`, { "not-json": 1 }],
  ["an entry of another log", `{"records":[${entry(443)},{"a":[1,"}"]},${NSG}]}`, { "other-record": 1 }],
  ["entries that are no objects", `{"records":[${entry(443)},5,"a",null,${NSG}]}`, { "other-record": 3 }],
  ["brackets that close nothing", `${BLOB}]}`, { "not-json": 2 }],
])("of a blob with %s everything else is read", async (_, content, skipped) => {
  for (const pieces of [1 << 20, 7])
    expect(await read(content, pieces)).toMatchObject({
      flows: [flow(443), flow(444)],
      stats: { skipped },
      isCut: false,
    });
});

test("a blob without any entry is a flow log without records", async () => {
  expect(await read('{"records":[]}')).toMatchObject({ flows: [], stats: { records: 0 }, isCut: false });
});

test("a blob of other logs is no flow log", async () => {
  await expect(read('{"records":[{"time":"2026","category":"Administrative"}]}')).rejects.toMatchObject({
    looksLike: "JSON with the keys time, category",
  });
});

test("a delivery of AWS whose message quotes a flow log of Azure is one of AWS", async () => {
  const delivery = JSON.stringify(payload([record(OURS, { "tcp-flags": 2 }), BLOB]));
  expect(await read(delivery)).toMatchObject({ flows: ["10.1.4.20,10.1.9.31,5432,6"], isCut: false });
});

test("files of both clouds are added up in one table", async () => {
  const table = new FlowTable();
  const delivery = JSON.stringify(payload([record(OURS, { "tcp-flags": 2 })]));
  for (const file of [BLOB, delivery]) await readFlowLogFile([Buffer.from(file)], undefined, table);
  expect(result(table)).toMatchObject({
    flows: [flow(443), flow(444), "10.1.4.20,10.1.9.31,5432,6"],
    stats: { records: 3, decisions: { stated: 2, "tcp-flags": 1 } },
  });
});
