import fc from "fast-check";
import { readJsonText } from "../../../core/checks/json-text";

test("any JSON is read, also with a byte order mark", () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom("", "\uFEFF"), (text, mark) => {
      expect(readJsonText(mark + text)).toEqual({ value: JSON.parse(text) });
    }),
  );
});

test("text that is cut is told from text with a mistake, and the mistake has its place", () => {
  const pretty = fc.jsonValue().map((value) => JSON.stringify([value, { a: value }], undefined, 2));
  fc.assert(
    fc.property(pretty, fc.nat(), (text, number) => {
      const at = number % text.length;
      const cut = readJsonText(text.slice(0, at)) as { problem: string };
      expect(cut.problem).toMatch(
        /^is empty$|ends too early|is none from line \d+, column \d+ on: ["a-z\d.-]/,
      );
      const lines = text.split("\n");
      const line = number % lines.length;
      const broken = [...lines.slice(0, line), `@${lines[line]}`, ...lines.slice(line + 1)].join("\n");
      const { problem } = readJsonText(broken) as { problem: string };
      expect(problem).toContain(`is none from line ${line + 1}, column 1 on: @`);
    }),
  );
});

test.each([
  ["", "is empty"],
  ["\n", "is empty"],
  ["{", "must be JSON, and ends too early at line 1, column 2"],
  ['{"a": 1,\n}', "must be JSON, and is none from line 2, column 1 on: }"],
  ["{'a': 1}", "must be JSON, and is none from line 1, column 2 on: 'a': 1}"],
  ['{"a": True}', "must be JSON, and is none from line 1, column 7 on: True}"],
  ['{"a": 01}', "must be JSON, and is none from line 1, column 8 on: 1}"],
  ['{"a" 1}', "must be JSON, and is none from line 1, column 6 on: 1}"],
  ['{"a": "never ended}\n', 'must be JSON, and is none from line 1, column 7 on: "never ended}'],
  ["[1, 2}", "must be JSON, and is none from line 1, column 6 on: }"],
  ["[1] // what a long remark", "must be JSON, and is none from line 1, column 5 on: // what a long remar…"],
])("the text %j is refused with its place", (text, problem) => {
  expect(readJsonText(text)).toEqual({ problem });
});
