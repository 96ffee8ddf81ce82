import fc from "fast-check";
import { LabelPositions } from "../../../core/policy/label-positions";

const LABELS = ["a", "b", "c", "d", "e", "f", "g"];

const things = fc.array(
  fc.record({
    counts: fc.boolean(),
    labels: fc.option(
      fc.uniqueArray(fc.constantFrom(...LABELS)).map((hrefs) => hrefs.map((href) => ({ href }))),
      { nil: undefined },
    ),
  }),
);

test("the positions of a label are those of the things that count and have it, in order", () => {
  fc.assert(
    fc.property(things, (list) => {
      const positions = new LabelPositions(list, ({ counts }) => counts);
      const having = (label: string) =>
        list.flatMap(({ counts, labels = [] }, at) =>
          counts && labels.some(({ href }) => href === label) ? [at] : [],
        );
      for (const label of [...LABELS, "missing"]) expect([...positions.of(label)]).toEqual(having(label));
      const known = LABELS.filter((label) => having(label).length > 0);
      expect([...positions.labels()].sort()).toEqual(known);
    }),
    { numRuns: 1_000 },
  );
});

test("things with many labels each are found by every one of them", () => {
  const labels = Array.from({ length: 40 }, (_, number) => ({ href: `label ${number}` }));
  const positions = new LabelPositions([{ labels }, {}, { labels }], () => true);
  for (const { href } of labels) expect([...positions.of(href)]).toEqual([0, 2]);
});
