import fc from "fast-check";
import { refusalOf } from "../../../clients/pce/refusal";

const sent = ["10.0.0.1,10.0.0.9,443,6", "10.0.0.2,10.0.0.9,443,6", "10.0.0.3,10.0.0.9,53,17"];
const answer = (failed: number, failedFlows: string[], received = sent.length) => ({
  received,
  failed,
  failedFlows,
});

test("nothing is refused when the PCE took every line", () => {
  expect(refusalOf(sent, answer(0, []))).toBeUndefined();
});

test.each([
  ["as sent", sent[1]!],
  ["with white space around", ` ${sent[1]}\r\n`],
  ["in quotes", `"${sent[1]}"`],
])("a line is refused when the PCE returns it %s", (_, entry) => {
  expect(refusalOf(sent, answer(1, [entry]))).toEqual({ matched: true, lines: [sent[1]], sent: 3, count: 1 });
});

test("the received count may include the refused lines or not", () => {
  expect(refusalOf(sent, answer(1, [sent[0]!], 2))).toMatchObject({ matched: true, lines: [sent[0]] });
});

test.each<[string, ReturnType<typeof answer>, number]>([
  ["an entry is no line of the call", answer(1, ["line 2: unknown address"]), 1],
  ["one of two entries is no line of the call", answer(2, [sent[0]!, "?"]), 2],
  ["fewer entries than failures come back", answer(2, [sent[0]!]), 2],
  ["one line comes back twice", answer(2, [sent[0]!, sent[0]!]), 2],
  ["no entry comes back", answer(3, []), 3],
  ["the PCE received fewer lines than were sent", answer(0, [], 1), 2],
  ["it claims more failures than lines", answer(9, [], 3), 3],
])("no line is guessed when %s", (_, given, count) => {
  expect(refusalOf(sent, given)).toEqual({ matched: false, lines: sent, sent: 3, count });
});

test("lines that the PCE returns by their own text are refused, and no others", () => {
  const lines = fc.uniqueArray(fc.stringMatching(/^10\.0\.\d{1,2}\.\d{1,2},10\.1\.0\.1,\d{1,4},6$/), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(lines, fc.infiniteStream(fc.boolean()), (all, coin) => {
      const bad = all.filter(() => coin.next().value);
      const refusal = refusalOf(all, { received: all.length, failed: bad.length, failedFlows: bad });
      expect(refusal?.lines ?? []).toEqual(bad);
      expect(refusal?.matched ?? true).toBe(true);
    }),
  );
});
