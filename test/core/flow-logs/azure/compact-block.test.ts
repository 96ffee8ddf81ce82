import fc from "fast-check";
import { FlowTable } from "../../../../core/flow-logs";
import { readBlock } from "../../../../core/flow-logs/azure";
import { readAnyBlock } from "../../../../core/flow-logs/azure/any-block";
import { readCompactBlock } from "../../../../core/flow-logs/azure/compact-block";
import { result } from "../reading";
import { vnetRecord } from "./blocks";
import { recordOf, respelled } from "./random-json";
import { anyTuple, readableTuple } from "./random-tuples";

const BEGUN = "1795417261001,10.0.0.4,10.0.1.7,51544,443,6,O,B,NX,0,0,0,0";
const OTHER = BEGUN.replace("443", "444");
const ENTRY = JSON.stringify(vnetRecord([BEGUN]));

/** How a block stands in a blob. */
const FRAMES: readonly ((records: readonly string[]) => string)[] = [
  (records) => records.join(","),
  (records) => `,${records.join(",")}`,
  (records) => `{"records":[${records.join(",")}]}`,
  (records) => `{"records":[${records.join(",")}`,
  (records) => `,${records.join(",")}]}`,
  (records) => `\ufeff\r\n${records.join(" , ")}\n`,
];
const frame = fc.constantFrom(...FRAMES);

/** What a reading gives; undefined when it refuses the block. */
function read(reader: (table: FlowTable) => unknown, includeRejected = true) {
  const table = new FlowTable({ includeRejected });
  try {
    const { stats, ...rest } = { counts: reader(table), ...result(table) };
    return { ...rest, decisions: stats.decisions };
  } catch {
    return undefined;
  }
}

test("a block in any spelling of JSON gives the same flows and counts as in the compact form", () => {
  fc.assert(
    fc.property(
      fc.array(recordOf(anyTuple.map(({ text }) => text)), { minLength: 1, maxLength: 3 }),
      frame,
      frame,
      fc.noShrink(fc.integer()),
      fc.boolean(),
      (records, one, other, seed, includeRejected) => {
        const readText = (text: string) =>
          read((table) => {
            const { problems, ...counts } = readBlock(Buffer.from(text), table);
            return { counts, problems: problems.map(({ reason, text }) => ({ reason, text })) };
          }, includeRejected);
        const compact = readText(one(records.map((record) => JSON.stringify(record))));
        expect(compact).toBeDefined();
        expect(readText(other(records.map((record, at) => respelled(record, seed + at))))).toEqual(compact);
      },
    ),
  );
});

test("a compact block of which all can be read is read where it stands, as through its values", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(readableTuple, { maxLength: 40 }), { minLength: 1, maxLength: 3 }),
      frame,
      fc.boolean(),
      (lists, frame, includeRejected) => {
        const texts = lists.map((list) =>
          list.map(({ text }) => text).filter((text) => !text.includes("NEW-1")),
        );
        const block = Buffer.from(frame(texts.map((tuples) => JSON.stringify(vnetRecord(tuples)))));
        const inPlace = read((table) => readCompactBlock(block, table) === undefined, includeRejected);
        const throughValues = read((table) => readAnyBlock(block, table) === undefined, includeRejected);
        expect(inPlace).toMatchObject({ counts: false });
        expect(inPlace).toEqual(throughValues);
      },
    ),
  );
});

test("a block of any length is read where it stands, also after a longer one", () => {
  for (const count of [20_000, 3, 4_000, 1]) {
    const tuples = Array.from({ length: count }, (_, index) => BEGUN.replace("443", String(index)));
    const block = Buffer.from(JSON.stringify(vnetRecord(tuples)));
    expect(read((table) => readCompactBlock(block, table) !== undefined)).toMatchObject({
      counts: true,
      decisions: { stated: count },
      flows: { length: count },
    });
  }
});

test.each([
  ["white space in a list", ENTRY.replace('["17', '[ "17')],
  ["white space before a list", ENTRY.replace('"flowTuples":', '"flowTuples": ')],
  ["white space behind a key", ENTRY.replace('"flowTuples":', '"flowTuples" :')],
  ["an escape elsewhere", ENTRY.replace("UserRule", "User\\u0052ule")],
  ["an escaped key", ENTRY.replace("flowTuples", "flow\\u0054uples")],
  ["a key twice", ENTRY.replace('"flowTuples":', `"flowTuples":["${OTHER}"],"flowTuples":`)],
  ["a list elsewhere", ENTRY.replace('"time":', `"flowTuples":["${OTHER}"],"time":`)],
  ["the key as a value", ENTRY.replace("UserRule_web", "flowTuples")],
  ["records twice", `{"records":[${ENTRY.replace("443", "444")}],"records":[${ENTRY}]}`],
  ["a record of another log", `${ENTRY},{"category":"Administrative"}`],
  ["a record without flows", `${ENTRY},{"category":"FlowLogFlowEvent"}`],
  ["a tuple of a version that is not known", ENTRY.replace(",0,0,0,0", ",0,0,0,0,0")],
  ["a long counter", ENTRY.replace(",0,0,0,0", `,${"0".repeat(200)},0,0,0`)],
  ["many columns", ENTRY.replace(",0,0,0,0", ",0".repeat(1_028))],
  ["a text behind the tuples", ENTRY.replace(`${BEGUN}"`, `${BEGUN}","]"`)],
  ["a tuple as a number", ENTRY.replace(`"${BEGUN}"`, "5")],
  ["a comma behind the tuples", ENTRY.replace(`${BEGUN}"`, `${BEGUN}",`)],
  ["no quote behind a tuple", ENTRY.replace(`${BEGUN}"`, BEGUN)],
  ["a line feed in a tuple", ENTRY.replace("NX,0", "NX,0\n")],
  ["a control character in the encryption", ENTRY.replace("NX,", "N\u0001X,")],
  ["a cut tuple", ENTRY.slice(0, ENTRY.indexOf(",NX"))],
  ["a key in a text that does not end", `"a"flowTuples":["${BEGUN}"]`],
])("a block with %s is left to be read through its values, and nothing of it is taken", (_, text) => {
  const table = new FlowTable({ includeRejected: true });
  expect(readCompactBlock(Buffer.from(text), table)).toBeUndefined();
  expect(table.stats).toEqual(new FlowTable().stats);
  expect([...table.decide().lines()]).toEqual([]);
});

test("a block that is cut where an earlier one went on has nothing of the earlier one", () => {
  const table = new FlowTable();
  readCompactBlock(Buffer.from(ENTRY), table);
  table.clear();
  for (let end = 1; end < ENTRY.length; end++)
    expect(readCompactBlock(Buffer.from(ENTRY.slice(0, end)), table)).toBeUndefined();
});

test("a compact block with any change is read where it stands as through its values, or not at all", () => {
  const part = fc.constantFrom(
    ...[
      '"',
      "\\",
      ",",
      "[",
      "]",
      "{",
      "}",
      '"flowTuples":[',
      '"flowTuples":',
      ":",
      " ",
      "\n",
      "\0",
      "é",
      "1",
      "D",
    ],
    ...[`"${OTHER}"`, `"${OTHER}",`, ENTRY, "[]", '","', '"]', "NX", "::1,", "2001:db8::1"],
  );
  const change = fc.record({ at: fc.nat(), deleted: fc.nat(4), part: fc.oneof(fc.constant(""), part) });
  fc.assert(
    fc.property(
      fc.array(readableTuple, { maxLength: 3 }),
      fc.array(change, { maxLength: 3 }),
      (tuples, changes) => {
        let text = JSON.stringify(vnetRecord(tuples.map((tuple) => tuple.text)));
        for (const { at, deleted, part } of changes) {
          const place = at % (text.length + 1);
          text = `${text.slice(0, place)}${part}${text.slice(place + deleted)}`;
        }
        const block = Buffer.from(text);
        const table = new FlowTable();
        if (readCompactBlock(block, table) === undefined) return;
        const inPlace = read((other) => readCompactBlock(block, other) === undefined);
        expect(inPlace).toEqual(read((other) => readAnyBlock(block, other) === undefined));
      },
    ),
    { numRuns: 2_000 },
  );
});
