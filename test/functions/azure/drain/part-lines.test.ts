import fc from "fast-check";
import { FlowTable, type UploadFlow } from "../../../../core/flow-logs";
import { readBlock } from "../../../../core/flow-logs/azure";
import { flowsAfter, lastAnswered } from "../../../../functions/azure/drain/part-lines";
import { tuple, vnetRecord } from "../../../support/flow-log-writer";

const TIME = new Date("2026-11-23T12:30:00Z");

test("the flows of a part come in the order of their text, without those that are delivered", () => {
  const table = new FlowTable();
  const clients = ["10.1.0.9", "10.1.0.10", "10.1.0.3", "10.1.0.10"];
  const tuples = clients.map((client) => tuple(TIME, client, "10.9.0.1", 443));
  readBlock(Buffer.from(vnetRecord(TIME, tuples)), table);
  const lines = (after?: string) => Array.from(flowsAfter(table, after).decided, ({ line }) => line);
  const all = ["10.1.0.10,10.9.0.1,443,6", "10.1.0.3,10.9.0.1,443,6", "10.1.0.9,10.9.0.1,443,6"];
  expect(lines()).toEqual(all);
  expect(lines(all[0])).toEqual(all.slice(1));
  expect(lines(all[2])).toEqual([]);
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
