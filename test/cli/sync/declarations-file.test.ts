import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readDeclarationsFile } from "../../../cli/sync/declarations-file";

const folder = mkdtempSync(path.join(tmpdir(), "declarations-"));
const file = path.join(folder, "onboarding.yaml");
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["", "is empty; write one"],
  ["# nothing yet\n", "is empty; write one"],
  ["null", "is empty; write one"],
  [
    "name: a\n---\nname: b\n",
    "holds several documents, and one is expected; the second one begins at line 2",
  ],
  [
    "name: a\nven: x: y\n",
    "must be YAML or JSON: Nested mappings are not allowed in compact mappings at line 2, column 6: ven: x: y",
  ],
  ["name: a\nname: b\n", "must be YAML or JSON: Map keys must be unique at line 2, column 1: name: b"],
  [
    "a: [1, 2\n",
    "must be YAML or JSON: Flow sequence in block collection must be sufficiently indented and end with a ] at line 2, column 1: a: [1, 2",
  ],
])("the text %j is refused in one line with its place", (text, problem) => {
  writeFileSync(file, text);
  const told = () => readDeclarationsFile(file, "write one");
  expect(told).toThrow(new Error(`${file}: ${problem}`));
});

test("an empty file is said to be empty where nothing more is known of it", () => {
  writeFileSync(file, "");
  expect(() => readDeclarationsFile(file)).toThrow(new Error(`${file}: is empty; one document is expected`));
});
