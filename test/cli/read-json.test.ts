import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { readJsonFile } from "../../cli/read-json";

const folder = mkdtempSync(path.join(tmpdir(), "read-json-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, "a.json");

function read(text: string): unknown {
  writeFileSync(file, text);
  return readJsonFile(file);
}

test("a JSON file with keys that stand twice names each of them with its path", () => {
  expect(() => read('{"a":[1,{"b":{"c d":1,"c d":2}}],"b":{"a":1},"a":2}')).toThrow(
    `${file}: 2 problems\n` +
      '  a[1].b["c d"]: must not stand twice in one object\n' +
      "  a: must not stand twice in one object",
  );
});

test("a JSON file that is no JSON, or is nested too deep, is told in one line", () => {
  expect(() => read("{")).toThrow(`${file}: must be JSON (`);
  expect(() => read(`${"[".repeat(300)}${"]".repeat(300)}`)).toThrow(
    `${file}: must not be nested more than 200 levels deep`,
  );
});

test("every other JSON file is read as it is, whatever its texts hold", () => {
  const texts = fc.oneof(fc.constantFrom('"a":', "[{", "\\", ","), fc.string());
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, texts, fc.integer(), fc.array(tie("value")), tie("object")),
    object: fc.dictionary(texts, tie("value")),
  }));
  fc.assert(
    fc.property(value!, (content) => expect(read(JSON.stringify(content))).toEqual(content)),
    {
      numRuns: 200,
    },
  );
});
