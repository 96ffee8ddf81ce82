import fc from "fast-check";
import { FlowSources, FlowTable, type UploadFlow } from "../../../../core/flow-logs";
import { readBlock } from "../../../../core/flow-logs/azure";
import { flowsOf, lastAnswered } from "../../../../functions/azure/drain/part-lines";
import { tuple, vnetRecord } from "../../../support/flow-log-writer";

const TIME = new Date("2026-11-23T12:30:00Z");

test("flows come by their first part and in the order of their text, without lines of a part that are delivered", () => {
  const sources = new FlowSources();
  const table = new FlowTable({ sources });
  const parts = [["10.1.0.9", "10.1.0.3"], ["10.1.0.10", "10.1.0.9", "10.1.0.2"], ["10.1.0.10"]];
  for (const [part, clients] of parts.entries()) {
    table.beginSource(part);
    const tuples = clients.map((client) => tuple(TIME, client, "10.9.0.1", 443));
    readBlock(Buffer.from(vnetRecord(TIME, tuples)), table);
  }
  const flows = (delivered: [number, string][]) =>
    flowsOf(table, sources, new Map(delivered)).map(({ line, messages }) => [line, messages]);
  const line = (end: number) => `10.1.0.${end},10.9.0.1,443,6`;
  expect(flows([])).toEqual([
    [line(3), [0]],
    [line(9), [0, 1]],
    [line(10), [1, 2]],
    [line(2), [1]],
  ]);
  expect(flows([[1, line(2)]])).toEqual([
    [line(3), [0]],
    [line(9), [0, 1]],
    [line(10), [2]],
  ]);
});

test("the last answered line of a part has no line before it that is left, and the next one is left", () => {
  const flow = fc.record({
    line: fc.string({ minLength: 1, maxLength: 2 }),
    messages: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 4 }),
    isLeft: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.uniqueArray(flow, { selector: ({ line }) => line }), (flows) => {
      const left = new Set<UploadFlow>(flows.filter(({ isLeft }) => isLeft));
      const answered = lastAnswered(new Set([0, 1, 2]), flows, left);
      expect(answered.has(3)).toBe(false);
      for (const part of [0, 1, 2]) {
        const own = flows.filter(({ messages }) => messages.includes(part));
        const lines = own.sort((one, other) => (one.line < other.line ? -1 : 1));
        const first = lines.findIndex((one) => left.has(one));
        expect(answered.get(part)).toBe(first > 0 ? lines[first - 1]!.line : undefined);
      }
    }),
    { numRuns: 300 },
  );
});
