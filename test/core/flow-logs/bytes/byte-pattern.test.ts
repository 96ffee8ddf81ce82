import fc from "fast-check";
import { BytePattern } from "../../../../core/flow-logs/bytes/byte-pattern";

const text = (maxLength: number, minLength = 0) =>
  fc.string({ unit: fc.constantFrom(..."abc"), minLength, maxLength });

test("a pattern is found where it first stands between two positions", () => {
  fc.assert(
    fc.property(text(40), text(5, 1), fc.nat(40), fc.nat(40), (content, pattern, start, end) => {
      const bytes = Buffer.from(content);
      const to = Math.min(end, bytes.length);
      const found = content.slice(0, to).indexOf(pattern, start);
      expect(new BytePattern(pattern).indexIn(bytes, start, to)).toBe(start > to ? -1 : found);
    }),
    { numRuns: 2_000 },
  );
});
