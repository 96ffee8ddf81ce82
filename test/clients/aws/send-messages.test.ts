jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { SQSClient } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { type OutgoingMessage, sendMessages } from "../../../clients/aws/send-messages";
import { type Script, startScriptedSqs } from "./scripted-sqs";

const plenty = () => 60_000;

async function send(
  messages: OutgoingMessage[],
  script: Script[],
  timeLeft: () => number = plenty,
  afterwards: Script = "ok",
) {
  const server = await startScriptedSqs(script, afterwards);
  const sqs = new SQSClient({
    endpoint: server.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  try {
    const result = await sendMessages(sqs, server.queueUrl, messages, timeLeft);
    return { result, calls: server.calls };
  } finally {
    sqs.destroy();
    await server.close();
  }
}

const bodies = (count: number, length = 10): OutgoingMessage[] =>
  Array.from({ length: count }, (_, index) => ({ body: `${index}`.padEnd(length, ".") }));

test("25 small messages are sent in three calls", async () => {
  const { result, calls } = await send(bodies(25), []);
  expect(calls.map((call) => call.length)).toEqual([10, 10, 5]);
  expect(result).toEqual({ sent: 25, unsent: [] });
});

test("a call stays below 256 KiB in UTF-8, and a larger message is sent alone", async () => {
  const euro = { body: "€".repeat(40_000) };
  const { calls } = await send([euro, euro, euro, { body: "x".repeat(300_000) }, { body: "y" }], []);
  expect(calls.map((call) => call.length)).toEqual([2, 1, 1, 1]);
});

test("only the entries that SQS refuses inside a 200 are sent again", async () => {
  const { result, calls } = await send(bodies(10), [{ failIds: ["3", "7"] }, { failIds: ["7"] }]);
  expect(calls.map((call) => call.map(({ Id }) => Id).join())).toEqual(["0,1,2,3,4,5,6,7,8,9", "3,7", "7"]);
  expect(result).toEqual({ sent: 10, unsent: [] });
});

test("an entry that SQS blames on the sender is not sent again", async () => {
  const { result, calls } = await send(bodies(3), [{ failIds: ["1"], senderFault: true }]);
  expect(calls).toHaveLength(1);
  expect(result).toEqual({
    sent: 2,
    unsent: [{ index: 1, reason: "SQS answered InternalError: try later" }],
  });
});

test.each<[string, Script]>([
  ["SQS is unavailable", { status: 503, error: "ServiceUnavailable" }],
  ["SQS throttles with 400", { status: 400, error: "RequestThrottled" }],
  ["KMS throttles", { status: 400, error: "KmsThrottled" }],
])("a call is made again when %s", async (_, refusal) => {
  const { result, calls } = await send(bodies(2), [refusal, refusal]);
  expect(calls).toHaveLength(3);
  expect(result).toEqual({ sent: 2, unsent: [] });
});

test.each<[string, Script]>([
  ["forbids it", { status: 403, error: "AccessDeniedException" }],
  ["knows no such queue", { status: 400, error: "QueueDoesNotExist" }],
])("no further call is made and every message is listed as unsent when SQS %s", async (_, refusal) => {
  const { result, calls } = await send(bodies(15), [refusal]);
  expect(calls).toHaveLength(1);
  expect(result.sent).toBe(0);
  expect(result.unsent.map(({ index }) => index)).toEqual([...Array(15).keys()]);
  expect(result.unsent[14]!.reason).toContain(
    typeof refusal === "object" && "error" in refusal ? refusal.error : "",
  );
});

test("messages are listed as unsent when the time is used up, also those of later calls", async () => {
  let asked = 0;
  const timeLeft = () => (asked++ < 4 ? 1_000 : 0);
  const down: Script = { status: 500, error: "InternalError" };
  const { result, calls } = await send(bodies(12), [], timeLeft, down);
  expect(calls.length).toBeGreaterThan(1);
  expect(result.unsent).toHaveLength(12);
  expect(result.unsent[11]!.reason).toMatch(
    /^no time left after \d+ tries; the last one: .*said InternalError/,
  );
});

test("a call that gets no answer ends when the time is used up", async () => {
  const end = performance.now() + 300;
  const { result } = await send(bodies(1), ["hang"], () => end - performance.now(), "hang");
  expect(result.unsent).toEqual([
    { index: 0, reason: expect.stringMatching(/^no time left after 1 tries; .*(abort|timeout)/i) },
  ]);
});

test("a call that the time limit cuts off keeps the reason that SQS gave before", async () => {
  const end = performance.now() + 1_500;
  const refusal: Script = { status: 500, error: "InternalError" };
  const { result } = await send(bodies(1), [refusal], () => end - performance.now(), "hang");
  expect(result.unsent).toEqual([
    { index: 0, reason: expect.stringMatching(/^no time left after 2 tries; .*InternalError/) },
  ]);
});

test("an empty list of messages makes no call", async () => {
  expect(await send([], [])).toEqual({ result: { sent: 0, unsent: [] }, calls: [] });
});

test("message attributes hold only characters that SQS accepts", async () => {
  const attributes = { reason: "cut \u0000 here \ud800 and \u{1F600}", empty: "" };
  const { calls } = await send([{ body: "x", attributes }], []);
  const sent = calls[0]![0]!.MessageAttributes!;
  expect(sent["reason"]!.StringValue).toBe("cut \uFFFD here \uFFFD and \u{1F600}");
  expect(sent["empty"]!.StringValue).toBe("-");
});

test("every message is either sent or listed as unsent once, whatever fails", async () => {
  const step = fc.oneof<fc.Arbitrary<Script>[]>(
    fc.constant("ok"),
    fc.record({ failIds: fc.array(fc.nat(24).map(String)), senderFault: fc.boolean() }),
    fc.constant({ status: 503, error: "ServiceUnavailable" }),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(25), fc.array(step, { maxLength: 4 }), async (count, script) => {
      const { result, calls } = await send(bodies(count), script);
      const unsent = new Set(result.unsent.map(({ index }) => index));
      const tried = new Set(calls.flat().map(({ Id }) => Number(Id)));
      expect(unsent.size).toBe(result.unsent.length);
      expect(result.sent + unsent.size).toBe(count);
      expect(tried.size).toBe(count);
    }),
    { numRuns: 25 },
  );
});
