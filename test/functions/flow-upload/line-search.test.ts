import fc from "fast-check";
import { afterRefusal, afterTaken, type Piece } from "../../../functions/flow-upload/line-search";

/** Sends pieces to something that refuses each with a bad line in it. */
function search(count: number, bad: ReadonlySet<number>) {
  const waiting: Piece<number>[] = [{ lines: Array.from({ length: count }, (_, line) => line) }];
  const taken: number[] = [];
  const alone: number[] = [];
  let calls = 0;
  for (let piece = waiting.shift(); piece !== undefined; piece = waiting.shift()) {
    calls++;
    if (!piece.lines.some((line) => bad.has(line))) {
      taken.push(...piece.lines);
      waiting.unshift(...afterTaken(piece));
    } else if (piece.lines.length > 1) waiting.unshift(...afterRefusal(piece));
    else {
      alone.push(...piece.lines);
      if (piece.sibling) waiting.unshift({ lines: piece.sibling });
    }
  }
  return { taken, alone, calls };
}

test("a search isolates one bad line in at most 2·log₂ n + 1 calls, wherever it is", () => {
  for (let count = 1; count <= 1_000; count += count < 40 ? 1 : 60)
    for (let line = 0; line < count; line++) {
      const { alone, calls } = search(count, new Set([line]));
      expect(alone).toEqual([line]);
      if (calls > 2 * Math.log2(count) + 1) throw new Error(`${calls} calls for line ${line} of ${count}`);
    }
});

test("a search has each good line taken once and isolates each bad one, with the same limit of calls per bad line", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.uniqueArray(fc.nat(999), { maxLength: 20 }),
      (count, lines) => {
        const bad = new Set(lines.filter((line) => line < count));
        const { taken, alone, calls } = search(count, bad);
        expect([...taken, ...alone].sort((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, line) => line),
        );
        expect(new Set(alone)).toEqual(bad);
        expect(calls).toBeLessThanOrEqual(Math.max(1, bad.size) * (2 * Math.log2(count) + 1));
      },
    ),
  );
});
