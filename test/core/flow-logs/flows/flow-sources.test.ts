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
