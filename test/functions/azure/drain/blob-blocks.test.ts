import fc from "fast-check";
import {
  BEGINNING,
  type CommittedBlock,
  continues,
  unreadParts,
} from "../../../../functions/azure/drain/blob-blocks";

const HEAD = { name: "head", size: 12 };
const TAIL = { name: "tail", size: 2 };
const entry = (number: number, size = 100): CommittedBlock => ({ name: `entry-${number}`, size });
const file = (...sizes: number[]) => [HEAD, ...sizes.map((size, index) => entry(index, size)), TAIL];
const LIMITS = { bytes: 250 };

test("the blocks that open and end the file are not read", () => {
  const [part, ...others] = unreadParts(file(100, 50), BEGINNING, LIMITS);
  expect(part).toMatchObject({ first: 1, end: 3, offset: 12, length: 150 });
  expect(others).toEqual([]);
  expect(unreadParts(file(), BEGINNING, LIMITS)).toEqual([]);
  expect(unreadParts([], BEGINNING, LIMITS)).toEqual([]);
});

test("a file that another program wrote in one block is read as that block", () => {
  expect(unreadParts([entry(0, 70)], BEGINNING, LIMITS)).toMatchObject([{ offset: 0, length: 70 }]);
});

test("a block longer than the limit is a part of its own", () => {
  const lengths = unreadParts(file(100, 100, 900, 100), BEGINNING, LIMITS).map(({ length }) => length);
  expect(lengths).toEqual([200, 900, 100]);
});

test("a part ends where an earlier drain was to end, so that what it sent is told apart", () => {
  const cut = { bytes: 1_000, cutAt: 212 };
  expect(unreadParts(file(100, 100, 100), BEGINNING, cut).map(({ length }) => length)).toEqual([200, 100]);
});

test("a part that was delivered in part is cut as before, whatever the limits are now", () => {
  const blocks = file(100, 100, 100, 100);
  const begun = { bytes: 50, firstEnd: 212 };
  expect(unreadParts(blocks, BEGINNING, begun).map(({ length }) => length)).toEqual([200, 100, 100]);
  expect(unreadParts(blocks, BEGINNING, { bytes: 900, firstEnd: 112 }).map(({ length }) => length)).toEqual([
    100, 300,
  ]);
});

test.each([
  ["with fewer blocks", [HEAD, TAIL]],
  ["with other blocks", [HEAD, entry(7), entry(8), TAIL]],
  ["with blocks of the same names and other sizes", [HEAD, entry(0, 101), entry(1), TAIL]],
])("a blob that was written anew %s does not go on", (_, blocks) => {
  const [part] = unreadParts(file(100, 100), BEGINNING, LIMITS);
  expect(continues(part!.after, file(100, 100, 5))).toBe(true);
  expect(continues(part!.after, blocks)).toBe(false);
});

test("every byte of every entry is read once, in order, whenever blocks come and wherever parts are cut", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 });
  const rounds = fc.array(fc.record({ sizes, bytes: fc.integer({ min: 1, max: 900 }), taken: fc.nat(4) }));
  fc.assert(
    fc.property(rounds, fc.nat(2_000), (all, cutAt) => {
      const entries: CommittedBlock[] = [];
      let position = BEGINNING;
      let next = 12;
      for (const { sizes: fresh, bytes, taken } of all) {
        for (const size of fresh) entries.push(entry(entries.length, size));
        const blocks = [HEAD, ...entries, TAIL];
        expect(continues(position, blocks)).toBe(true);
        const parts = unreadParts(blocks, position, { bytes, cutAt });
        for (const part of parts.slice(0, taken)) {
          expect(part.offset).toBe(next);
          expect(part.length <= bytes || part.end === part.first + 1).toBe(true);
          next += part.length;
          position = part.after;
        }
        const whole = 12 + entries.reduce((sum, { size }) => sum + size, 0);
        expect(parts.at(-1)?.after.nextOffset ?? whole).toBe(whole);
      }
    }),
  );
});
