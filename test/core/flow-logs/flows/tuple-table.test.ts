import fc from "fast-check";
import { TupleTable } from "../../../../core/flow-logs/flows/tuple-table";

test("a tuple table numbers tuples in the order of their first insertion, however much it grows", () => {
  const number = fc.constantFrom(0, 1, 2, 3, -1, 2 ** 31 - 1, -(2 ** 31));
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, number, number), { maxLength: 300 }), (tuples) => {
      const table = new TupleTable(2);
      const plain = new Map<string, number>();
      for (const tuple of tuples) {
        expect(table.has(...tuple)).toBe(plain.has(tuple.join()));
        if (!plain.has(tuple.join())) plain.set(tuple.join(), plain.size);
        expect(table.insert(...tuple)).toBe(plain.get(tuple.join()));
      }
      expect(table.size).toBe(plain.size);
      for (const [tuple, index] of plain)
        expect(Array.from(table.keys.subarray(index * 4, index * 4 + 4)).join()).toBe(tuple);
      table.clear();
      for (const tuple of tuples) expect(table.has(...tuple)).toBe(false);
    }),
  );
});
