import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { leafDifferences } from "../../../../../sandbox/aws/cloudformation/engine/leaf-differences";

test("differences are found as deep as both values have the same form", () => {
  const before = { a: { b: 1, c: [1, 2], "d/~e": "x" }, gone: 1, list: [1] };
  const after = { a: { b: 2, c: [1, 3], "d/~e": "y" }, list: [1, 2], added: null };
  expect(leafDifferences(before, after)).toEqual([
    { path: "/a/b", before: 1, after: 2 },
    { path: "/a/c/1", before: 2, after: 3 },
    { path: "/a/d~1~0e", before: "x", after: "y" },
    { path: "/gone", before: 1, after: undefined },
    { path: "/list", before: [1], after: [1, 2] },
    { path: "/added", before: undefined, after: null },
  ]);
});

const text = fc.string({ maxLength: 3 });
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.nat(3),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(text, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

test("the value before with every difference put into it is the value after", () => {
  fc.assert(
    fc.property(value, value, (before, after) => {
      const differences = leafDifferences(before, after);
      expect(differences.length > 0).toBe(!isDeepStrictEqual(before, after));
      let patched: unknown = structuredClone(before);
      for (const difference of differences) patched = put(patched, difference.path, difference.after);
      expect(patched).toEqual(after);
    }),
  );
});

function put(into: unknown, path: string, value: unknown): unknown {
  if (path === "") return value;
  const [, ...keys] = path.split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = keys.pop()!;
  const holder = keys.reduce((inside, key) => (inside as Record<string, unknown>)[key], into) as Record<
    string,
    unknown
  >;
  if (value === undefined) delete holder[last];
  else Object.defineProperty(holder, last, { value, enumerable: true, configurable: true, writable: true });
  return into;
}
