import fc from "fast-check";
import { mergeLabels } from "../../../../dynamic-providers/pce/system/label-sets";

const KEYS = ["role", "app", "env", "loc"];
/** Key → href, as one workload can have it: one label of a key. */
const labels = fc
  .dictionary(fc.constantFrom(...KEYS), fc.integer({ min: 1, max: 3 }))
  .map((chosen) =>
    Object.fromEntries(Object.entries(chosen).map(([key, value]) => [key, `/labels/${key}${value}`])),
  );
const keyOf = (href: string) => /[a-z]+(?=\d$)/.exec(href)?.[0];
const merged = (
  present: object,
  wanted: Record<string, string>,
  written: Record<string, string>,
  exclusive = false,
) =>
  Object.fromEntries(
    mergeLabels({
      present: Object.values(present).map((href) => ({ href })),
      wanted,
      written,
      exclusive,
      keyOf,
    }).map((href) => [keyOf(href), href]),
  );

it("the merge gives every wanted key its label, leaves foreign keys and removes only labels it has written", () => {
  fc.assert(
    fc.property(labels, labels, labels, (present, wanted, written) => {
      const after = merged(present, wanted, written);
      for (const key of KEYS) {
        const untouched = present[key] === written[key] ? undefined : present[key];
        expect(after[key]).toBe(wanted[key] ?? untouched);
      }
    }),
  );
});

it("the merge changes nothing when it is applied a second time", () => {
  fc.assert(
    fc.property(labels, labels, labels, (present, wanted, written) => {
      const once = merged(present, wanted, written);
      expect(merged(once, wanted, wanted)).toEqual(once);
    }),
  );
});

it("the merge leaves only the wanted labels when they are exclusive", () => {
  fc.assert(
    fc.property(labels, labels, (present, wanted) => {
      expect(merged(present, wanted, {}, true)).toEqual(wanted);
    }),
  );
});
