import fc from "fast-check";
import { chunks } from "../../../core/reconcile/chunks";
import { removalProblem } from "../../../core/reconcile/removal-problem";
import { setChanges } from "../../../core/reconcile/set-changes";

const keys = fc.uniqueArray(fc.string({ maxLength: 3 }));

test("changes turn the observed set into the wanted set", () => {
  fc.assert(
    fc.property(keys, keys, (wanted, observed) => {
      const { add, remove, same } = setChanges(new Set(wanted), new Set(observed));
      const after = new Set(observed);
      for (const key of remove) expect(after.delete(key)).toBe(true);
      expect(after.size).toBe(same);
      for (const key of add) expect(after.has(key)).toBe(false);
      for (const key of add) after.add(key);
      expect(after).toEqual(new Set(wanted));
      expect([...add]).toEqual([...add].sort());
    }),
  );
});

test("chunks hold every item once and in order, and none is larger than asked for", () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (items, size) => {
      const pieces = chunks(items, size);
      expect(pieces.flat()).toEqual(items);
      expect(pieces.every(({ length }) => length > 0 && length <= size)).toBe(true);
    }),
  );
});

test.each([
  [{ own: 100, added: 0, removed: 50 }, false],
  [{ own: 100, added: 0, removed: 51 }, true],
  [{ own: 100, added: 40, removed: 90 }, false],
  [{ own: 9, added: 0, removed: 9 }, false],
  [{ own: 10, added: 0, removed: 10 }, true],
  [{ own: 0, added: 5, removed: 0 }, false],
])("removals %j are refused when half of them are allowed: %s", (removals, refused) => {
  expect(removalProblem({ ...removals, maxRemovedShare: 0.5 }) !== undefined).toBe(refused);
});

test("a refusal says how many addresses leave, which share is allowed and what to do", () => {
  expect(removalProblem({ own: 100, added: 2, removed: 80, maxRemovedShare: 0.5 })).toBe(
    "80 of 100 addresses would leave and 2 would enter, net 78 %, and maxRemovedShare allows 50 %. " +
      "If it is meant, allow it for one run by --max-removed-share on the command line, or raise maxRemovedShare in a program",
  );
});

test("a removed share of 1 allows every removal", () => {
  expect(removalProblem({ own: 100, added: 0, removed: 100, maxRemovedShare: 1 })).toBeUndefined();
});
