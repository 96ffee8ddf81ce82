import fc from "fast-check";
import { readTuples } from "./blocks";
import { anyTuple, type KnownTuple } from "./random-tuples";

const KINDS = ["begin", "continued", "ended", "v1", "denied", "unknownState", "unreadable"] as const;

/** Spellings of the same list: read where it stands, and value by value. */
const SPELLINGS = [(tuples: readonly string[]) => tuples, (tuples: readonly string[]) => [...tuples, null]];

test("each tuple is counted once, by its kind, and flows are those of the kinds that count", () => {
  fc.assert(
    fc.property(
      fc.array(anyTuple, { maxLength: 30 }),
      fc.boolean(),
      fc.constantFrom(...SPELLINGS),
      (tuples, includeRejected, spelled) => {
        const list = spelled(tuples.map(({ text }) => text));
        const { blocks, flows, stats } = readTuples(list, { includeRejected });
        const count = (...kinds: readonly string[]) =>
          tuples.filter(({ kind }) => kinds.includes(kind)).length;
        const others = list.length - tuples.length;
        const counts = Object.fromEntries(KINDS.map((kind) => [kind, count(kind)]));
        expect(blocks[0]).toMatchObject({
          ...counts,
          records: list.length,
          unreadable: count("unreadable") + others,
        });
        const states = Object.entries(counts).filter(([kind, count]) => count > 0 && !kind.startsWith("un"));
        expect(stats.states ?? {}).toEqual(Object.fromEntries(states));
        expect(stats.skipped["unknown-state"] ?? 0).toBe(count("unknownState"));
        expect(stats.skipped["denied"] ?? 0).toBe(includeRejected ? 0 : count("denied"));
        expect(flows).toEqual(linesOf(tuples, includeRejected));
      },
    ),
  );
});

function linesOf(tuples: readonly KnownTuple[], includeRejected: boolean): string[] {
  const counted = tuples.filter(
    ({ kind, line }) => line !== undefined && (includeRejected || kind !== "denied"),
  );
  return [...new Set(counted.map(({ line }) => line!))].sort();
}

describe("the version of a tuple is decided by its columns and the digits of its time:", () => {
  const state = { letter: ["A", "B"], number: ["B", "NX"] } as const;
  const cases = (["letter", "number"] as const).flatMap((protocol) =>
    [7, 8, 9, 12, 13, 14].flatMap((columns) =>
      [9, 10, 11, 12, 13, 14, 16].map((digits) => {
        const isVersion1 = protocol === "letter" && columns === 8 && digits === 10;
        const isVersion2 = protocol === "letter" && columns === 13 && digits === 10;
        const isVersion4 = protocol === "number" && columns === 13 && (digits === 10 || digits === 13);
        const counter = isVersion1 ? "v1" : isVersion2 || isVersion4 ? "begin" : "unreadable";
        return [protocol, columns, digits, counter] as const;
      }),
    ),
  );

  test.each(cases)("protocol as %s, %i columns, %i digits: %s", (protocol, columns, digits, counter) => {
    const text = [
      ...["1795417261001795".slice(0, digits), "10.0.0.4", "10.0.1.7", "51544", "443"],
      ...[protocol === "letter" ? "T" : "6", "O", ...state[protocol], "0", "0", "0", "0", "0"],
    ]
      .slice(0, columns)
      .join(",");
    for (const spelled of SPELLINGS) {
      const list = spelled([text]);
      const { blocks, stats } = readTuples(list);
      const others = list.length - 1;
      const unreadable = others + (counter === "unreadable" ? 1 : 0);
      expect(blocks[0]).toMatchObject({ records: list.length, [counter]: 1, unreadable });
      if (counter === "unreadable") expect(stats.skipped).toMatchObject({ "unknown-version": 1 });
    }
  });
});

test.each(["constructor", "__proto__", "toString"])("the name '%s' is no protocol and no state", (name) => {
  const tuple = "1795417261001,10.0.0.4,10.0.1.7,51544,443,6,O,B,NX,0,0,0,0";
  const tuples = [tuple.replace(",6,", `,${name},`), tuple.replace(",B,", `,${name},`)];
  expect(readTuples(tuples)).toMatchObject({
    flows: [],
    stats: { skipped: { "bad-protocol": 1, "unknown-state": 1 } },
  });
});
