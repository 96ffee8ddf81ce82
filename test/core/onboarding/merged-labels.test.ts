import fc from "fast-check";
import { mergedLabels } from "../../../core/onboarding";

const present = new Map([
  ["app", { href: "/labels/1" }],
  ["custom", { href: "/labels/9" }],
]);
const hrefs = new Map([
  [
    "app",
    new Map([
      ["shop", "/labels/2"],
      ["old", "/labels/1"],
    ]),
  ],
  ["env", new Map([["prod", "/labels/3"]])],
]);

test("keys that are not wanted keep their label, and the others get theirs", () => {
  const wanted = new Map([
    ["app", "shop"],
    ["env", "prod"],
  ]);
  expect(mergedLabels(present, wanted, hrefs)).toEqual({
    hrefs: ["/labels/2", "/labels/3", "/labels/9"],
    missing: [],
  });
});

test.each<[string, [string, string][]]>([
  ["the labels that it has", [["app", "old"]]],
  ["none", []],
  [
    "a blank value",
    [
      ["app", " "],
      ["env", ""],
    ],
  ],
])("a workload that gets %s stays as it is", (_what, wanted) => {
  expect(mergedLabels(present, new Map(wanted), hrefs)).toEqual({ hrefs: undefined, missing: [] });
});

test("a label that the PCE does not have is named, and its key stays as it is", () => {
  const wanted = new Map([
    ["app", "new"],
    ["env", "prod"],
    ["loc", "x"],
  ]);
  expect(mergedLabels(present, wanted, hrefs)).toEqual({
    hrefs: ["/labels/1", "/labels/3", "/labels/9"],
    missing: ["app=new", "loc=x"],
  });
});

test("no key is lost, only wanted keys change, and a second time changes nothing", () => {
  const key = fc.constantFrom("a", "b", "c", "d");
  const value = fc.constantFrom("1", "2", "");
  const all = new Map(
    ["a", "b", "c"].map((k) => [
      k,
      new Map([
        ["1", `${k}1`],
        ["2", `${k}2`],
      ]),
    ]),
  );
  const entries = fc.dictionary(key, value);
  fc.assert(
    fc.property(fc.dictionary(key, fc.constantFrom("1", "2", "3")), entries, (has, wants) => {
      const before = new Map(Object.entries(has).map(([k, v]) => [k, { href: k + v }]));
      const wanted = new Map(Object.entries(wants));
      const merged = mergedLabels(before, wanted, all);
      const then = new Map(
        (merged.hrefs ?? [...before.values()].map(({ href }) => href)).map((href) => [href[0]!, href]),
      );
      for (const k of ["a", "b", "c", "d"]) {
        const isGiven = (wants[k] ?? "") !== "" && k !== "d";
        expect(then.get(k)).toBe(isGiven ? k + wants[k] : before.get(k)?.href);
      }
      const after = new Map([...then].map(([k, href]) => [k, { href }]));
      expect(mergedLabels(after, wanted, all).hrefs).toBeUndefined();
    }),
  );
});
