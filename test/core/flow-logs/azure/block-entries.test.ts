import fc from "fast-check";
import { blockEntries, textOfEntries } from "../../../../core/flow-logs/azure/block-entries";
import { anyCharacter } from "../../../support/any-character";

const PIECE = 524_288;

test("a long block is decoded as in one go, whatever characters stand where two of its pieces meet", () => {
  const around = fc.string({ unit: anyCharacter, minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(fc.tuple(around, fc.nat(8)), { minLength: 1, maxLength: 3 }), (borders) => {
      let text = "{";
      for (const [index, [characters, before]] of borders.entries()) {
        const missing = PIECE * (index + 1) - before - Buffer.byteLength(text);
        text += "x".repeat(missing) + characters;
      }
      text += "x".repeat(PIECE);
      expect(textOfEntries(Buffer.from(text)) === text).toBe(true);
    }),
    { numRuns: 200, endOnFailure: true },
  );
});

test("bytes that are no UTF-8 are replaced in a long block as in a short one, also at its end", () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(bytes, fc.nat(6), bytes, (atBorder, before, atEnd) => {
      const block = Buffer.concat([Buffer.alloc(PIECE - before, "x"), atBorder, Buffer.alloc(9, "y"), atEnd]);
      expect(textOfEntries(block) === block.toString()).toBe(true);
    }),
    { numRuns: 200, endOnFailure: true },
  );
});

test("a byte order mark within a long block stays, and the one before it goes", () => {
  const entry = JSON.stringify({ rule: `${"x".repeat(PIECE - 9)}\ufeff${"y".repeat(20)}` });
  expect(Buffer.from(entry).indexOf("\ufeff")).toBe(PIECE);
  expect(blockEntries(Buffer.from(`\ufeff,${entry}`))).toEqual([JSON.parse(entry)]);
});
