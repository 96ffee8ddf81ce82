import fc from "fast-check";
import { FlowSources } from "../../../../core/flow-logs";

test("the sources of each flow are those that noted it, each once, ascending", () => {
  const noted = fc.array(fc.array(fc.nat(3_000), { maxLength: 60 }), { maxLength: 40 });
  fc.assert(
    fc.property(noted, (all) => {
      const sources = new FlowSources();
      const expected = new Map<number, number[]>();
      for (const [source, flows] of all.entries()) {
        sources.begin(source);
        for (const flow of flows) sources.note(flow);
        for (const flow of new Set(flows)) expected.set(flow, [...(expected.get(flow) ?? []), source]);
      }
      for (const flow of [...expected.keys(), 0, 5_000])
        expect(sources.of(flow)).toEqual(expected.get(flow) ?? []);
    }),
  );
});

test("pairs of many pages keep their flows", () => {
  const sources = new FlowSources();
  for (const source of [0, 1, 2]) {
    sources.begin(source);
    for (let flow = 0; flow < 50_000; flow++) if (flow % 3 !== source) sources.note(flow);
  }
  for (let flow = 0; flow < 50_000; flow++)
    expect(sources.of(flow)).toEqual([0, 1, 2].filter((source) => flow % 3 !== source));
});
