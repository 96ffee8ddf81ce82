import fc from "fast-check";
import { changed } from "../../../../sandbox/check-point/objects/common";

const names = fc.array(fc.constantFrom("a", "b", "c", "d"));
const upper = (name: string): string => name.toUpperCase();
const sorted = (items: Iterable<string>): string[] => [...new Set(items)].sort();

test("a list replaces, add and remove change, and nothing leaves all as it was", () => {
  fc.assert(
    fc.property(names, names, names, (before, added, removed) => {
      const had = sorted(before.map(upper));
      expect(changed(had, undefined, upper)).toEqual(had);
      expect(sorted(changed(had, added, upper))).toEqual(sorted(added.map(upper)));
      const gone = new Set(removed.map(upper));
      const wanted = sorted([...had, ...added.map(upper)]).filter((name) => !gone.has(name));
      const after = changed(had, { add: added, remove: removed }, upper);
      expect([sorted(after), after.length]).toEqual([wanted, wanted.length]);
    }),
  );
});
