import fc from "fast-check";
import { HttpStatusError, NetworkError } from "../../../core/errors";
import { type FlowLine, type UploadAnswer, uploadInCalls } from "../../../functions/shared/upload-in-calls";

const allTaken = (lines: readonly string[]): UploadAnswer => ({
  received: lines.length,
  failed: 0,
  failedFlows: [],
});
const notFound = (status: number) => new HttpStatusError({ service: "PCE", status, request: "POST /x" });
const unreachable = new NetworkError("PCE cannot be reached", { mayHaveBeenApplied: false });

/** `count` flows, all of message 0 up to the first thousand, message 1 for the second, and so on. */
const thousands = (count: number): FlowLine[] =>
  Array.from({ length: count }, (_, index) => ({
    line: `line ${index}`,
    messages: [Math.floor(index / 1_000)],
  }));

async function upload(
  flows: FlowLine[],
  answers: (UploadAnswer | Error)[],
  hasTime = () => true,
  keeps = true,
) {
  const calls: (readonly string[])[] = [];
  const kept: string[] = [];
  const result = await uploadInCalls(flows, {
    send: async (lines) => {
      const answer = answers[calls.length] ?? allTaken(lines);
      calls.push(lines);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    keepRefused: async (refusal) => {
      if (!keeps) throw new Error("the queue is closed");
      kept.push(...refusal.lines);
    },
    hasTime,
  });
  return { result, calls, kept };
}

test("2,500 lines go in three calls of at most 1,000, in their order", async () => {
  const flows = thousands(2_500);
  const { calls, result } = await upload(flows, []);
  expect(calls.map((lines) => lines.length)).toEqual([1_000, 1_000, 500]);
  expect(calls.flat()).toEqual(flows.map(({ line }) => line));
  expect(result).toMatchObject({ calls: 3, uploaded: 2_500, failed: 0, failedMessages: new Set() });
});

test("an empty batch makes no call", async () => {
  expect((await upload([], [])).result).toMatchObject({ calls: 0, failedMessages: new Set(), problems: [] });
});

test.each([
  ["the PCE cannot be reached", unreachable],
  ["it fails", notFound(503)],
  ["the key is not known", notFound(401)],
  ["the org is not allowed", notFound(403)],
  ["the path is not known", notFound(404)],
  ["it asks for less", notFound(429)],
])("when %s, no further call is made and all messages from there on come again", async (_, error) => {
  const { calls, result } = await upload(thousands(4_000), [
    allTaken(thousands(1_000).map((f) => f.line)),
    error,
  ]);
  expect(calls).toHaveLength(2);
  expect(result).toMatchObject({
    uploaded: 1_000,
    failed: 3_000,
    failedMessages: new Set([1, 2, 3]),
    repeated: 0,
  });
  expect(result.problems).toEqual([error.message, "2000 more lines were not sent after that"]);
});

test("a call that the PCE finds wrong does not keep the others back", async () => {
  const { calls, result } = await upload(thousands(3_000), [notFound(406)]);
  expect(calls).toHaveLength(3);
  expect(result).toMatchObject({ uploaded: 2_000, failed: 1_000, failedMessages: new Set([0]) });
});

test("lines that the PCE has and that come again with their message are counted as repeated", async () => {
  const flows = [...thousands(1_000), { line: "across", messages: [0, 7] }];
  const { result } = await upload(flows, [allTaken(flows.slice(0, 1_000).map((f) => f.line)), notFound(503)]);
  expect(result).toMatchObject({ failed: 1, failedMessages: new Set([0, 7]), repeated: 1_000 });
});

test("without time for another call the rest comes again", async () => {
  let calls = 0;
  const { result } = await upload(thousands(3_000), [], () => calls++ < 1);
  expect(result).toMatchObject({ calls: 1, uploaded: 1_000, failed: 2_000, failedMessages: new Set([1, 2]) });
  expect(result.problems).toEqual(["the time of this invocation is used up: 2000 lines were not sent"]);
});

test("a refused line is kept and its message is done", async () => {
  const flows = thousands(3);
  const { result, kept } = await upload(flows, [{ received: 3, failed: 1, failedFlows: ["line 1"] }]);
  expect(kept).toEqual(["line 1"]);
  expect(result).toMatchObject({ uploaded: 2, refused: 1, unmatched: 0, failedMessages: new Set() });
});

test("all lines of a call are kept when the answer does not tell which were refused", async () => {
  const { result, kept } = await upload(thousands(3), [
    { received: 3, failed: 1, failedFlows: ["second line"] },
  ]);
  expect(kept).toEqual(["line 0", "line 1", "line 2"]);
  expect(result).toMatchObject({ uploaded: 2, refused: 1, unmatched: 3, failedMessages: new Set() });
});

test("only messages with a refused line come again when it could not be kept", async () => {
  const flows = ["a", "b", "c"].map((line, message) => ({ line, messages: [message] }));
  const refusesB = { received: 3, failed: 1, failedFlows: ["b"] };
  const { result } = await upload(flows, [refusesB], () => true, false);
  expect(result).toMatchObject({
    failed: 1,
    failedMessages: new Set([1]),
    problems: ["the queue is closed"],
  });
});

test("exactly the messages with a line in a failed or unsent call come again, whatever the batch and the answers", async () => {
  const flow = fc.record({ messages: fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 4 }) });
  const kinds = fc.constantFrom("taken", "taken", "refuses", "wrong", "down");
  await fc.assert(
    fc.asyncProperty(
      fc.array(flow, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 700 }),
      fc.array(kinds, { minLength: 10, maxLength: 10 }),
      async (shapes, copies, answers) => {
        const flows = shapes.flatMap(({ messages }, shape) =>
          Array.from({ length: copies }, (_, copy) => ({ line: `${shape}-${copy}`, messages })),
        );
        const done = new Set<string>();
        const keptLines = new Set<string>();
        let calls = 0;
        const result = await uploadInCalls(flows, {
          send: async (lines) => {
            const kind = answers[calls++];
            if (kind === "wrong") throw notFound(406);
            if (kind === "down") throw unreachable;
            const bad = kind === "refuses" ? lines.slice(0, 3) : [];
            for (const line of lines) done.add(line);
            return { received: lines.length, failed: bad.length, failedFlows: bad };
          },
          keepRefused: async ({ lines }) => {
            for (const line of lines) keptLines.add(line);
          },
          hasTime: () => true,
        });
        const expected = new Set(
          flows.filter(({ line }) => !done.has(line)).flatMap(({ messages }) => messages),
        );
        expect(result.failedMessages).toEqual(expected);
        expect(result.uploaded).toBe(done.size - keptLines.size);
        expect(result.uploaded + result.refused + result.failed).toBe(flows.length);
        expect(result.repeated).toBe(
          flows.filter(({ line, messages }) => done.has(line) && messages.some((m) => expected.has(m)))
            .length,
        );
      },
    ),
    { numRuns: 60 },
  );
});
