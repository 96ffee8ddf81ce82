import fc from "fast-check";
import { folded, foldedColumn } from "../../core/folded";

test("a text is broken after spaces and slashes, and a piece without either stays whole", () => {
  expect(folded("one two/three four", 8)).toEqual(["one two/", "three", "four"]);
  expect(folded("a incomprehensibilities b", 8)).toEqual(["a", "incomprehensibilities", "b"]);
  expect(folded("", 8)).toEqual([""]);
});

test("no character of a text is lost but spaces at the ends of lines, and no line with a break in it is too wide", () => {
  const text = fc.stringMatching(/^[a-c/ ]*$/);
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 12 }), (written, width) => {
      const lines = folded(written, width);
      expect(lines.join("").replaceAll(" ", "")).toBe(written.replaceAll(" ", ""));
      for (const line of lines) if (line.length > width) expect(line.trimStart()).toMatch(/^[^ /]*[ /]?$/);
    }),
  );
});

test("the last column of a table goes on below itself, and other columns stay as they are", () => {
  expect(foldedColumn(["name     reason", "web / 1  one two three", "web-2"], 9, 8)).toEqual([
    "name     reason",
    "web / 1  one two",
    "         three",
    "web-2",
  ]);
});
