import fc from "fast-check";
import { radixSort } from "../../../../core/flow-logs/flows/radix-sort";

test("a radix sort orders items by the first column, then by the next, and keeps the order of equal ones", () => {
  const number = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 200 }), (items) => {
      const columns = [0, 1].map((column) => Uint32Array.from(items, (item) => item[column]!));
      const expected = items
        .map((_, place) => place)
        .sort((one, other) => items[one]![0] - items[other]![0] || items[one]![1] - items[other]![1]);
      expect([...radixSort(columns, items.length)]).toEqual(expected);
    }),
  );
});
