import type { Message } from "@aws-sdk/client-sqs";
import { UPLOAD } from "../../../../core/contracts/aws/function-environment";
import type { UploadLog } from "../../../../core/contracts/function-logs";
import type { RefusedLines } from "../../../../core/contracts/refused-lines";
import { delivery, openings, ownRecord } from "../../support/flow-records";
import {
  type Pipeline,
  secretOf,
  sqsEvent,
  startPipeline,
  VISIBILITY_IN_SECONDS,
} from "../../support/pipeline";
import { startScriptedPce } from "../../support/scripted-pce";

const FLOWS = /bulk_traffic_flows$/;

interface Answer {
  readonly num_flows_received: unknown;
  readonly num_flows_failed: unknown;
  readonly failed_flows?: readonly string[];
}

let pipeline: Pipeline;
beforeEach(async () => {
  pipeline = await startPipeline();
});
afterEach(() => pipeline.close());

const log = () => pipeline.lastLog<UploadLog>();
const visibleAgain = () => pipeline.cloud.clock.advance(VISIBILITY_IN_SECONDS * 1_000);
const setSecret = (SecretString: string) =>
  pipeline.cloud.resources.update("AWS::SecretsManager::Secret", pipeline.secretArn, {
    Name: "pce",
    SecretString,
  });
const pceCalls = () => pipeline.pce.requests.filter(({ path }) => FLOWS.test(path)).length;
const messagesIn = (queue: keyof Pipeline["queues"]) => pipeline.receive(pipeline.queues[queue]);
const refusedIn = (messages: Message[]): RefusedLines[] => messages.map(({ Body }) => JSON.parse(Body!));
/** Body of one message of so many decided flows. */
const body = (lines: string[]) => `illumio-flows/1 ${lines.length} 0\n${lines.join("\n")}\nend\n`;
const lines = (count: number, network = 1) =>
  Array.from(
    { length: count },
    (_, i) => `10.${network}.${Math.floor(i / 250)}.${(i % 250) + 1},10.9.0.1,443,6`,
  );

test("flows of all messages of a batch are merged and uploaded once", async () => {
  await pipeline.normalise(delivery(openings(3)));
  await pipeline.normalise(delivery(openings(2)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 2, failed: 0 });
  expect(pipeline.uploaded()).toEqual([
    "10.1.0.1,10.9.0.1,443,6",
    "10.1.0.2,10.9.0.1,443,6",
    "10.1.0.3,10.9.0.1,443,6",
  ]);
  expect(pipeline.pce.store.traffic.uploaded).toBe(3);
  expect(log()).toMatchObject({
    event: "uploaded",
    level: "INFO",
    MessagesIn: 2,
    MessagesUnreadable: 0,
    MessagesFailed: 0,
    FlowsIn: 3,
    PceCalls: 1,
    FlowsUploaded: 3,
    FlowsRefused: 0,
    FlowsFailed: 0,
    FlowsRepeated: 0,
    problems: [],
  });
});

test("a record that one delivery left undecided is decided by another of the same batch", async () => {
  const response = { src: "10.9.0.1", dst: "10.1.0.1", srcPort: 8_443, dstPort: 50_000, flags: 0 };
  await pipeline.normalise(delivery([ownRecord(response)]));
  await pipeline.normalise(delivery([ownRecord({ src: "10.1.0.1", dst: "10.9.0.1", dstPort: 8_443 })]));
  await pipeline.uploadWaiting();
  expect(pipeline.uploaded()).toEqual(["10.1.0.1,10.9.0.1,8443,6"]);
  expect(log().decisions).toEqual({ "paired-record": 1 });
});

test("a server seen in one batch decides the direction in the next", async () => {
  await pipeline.normalise(delivery([ownRecord({ src: "10.1.0.1", dst: "10.9.0.1", dstPort: 40_001 })]));
  await pipeline.uploadWaiting();
  const later = { src: "10.9.0.1", dst: "10.1.0.2", srcPort: 40_001, dstPort: 50_000, flags: 0 };
  await pipeline.normalise(delivery([ownRecord(later)]));
  await pipeline.uploadWaiting();
  expect(pipeline.uploaded()).toContain("10.1.0.2,10.9.0.1,40001,6");
  expect(log().decisions).toEqual({ "learned-server": 1 });
});

test.each([
  ["dropped and counted", {}, []],
  ["decided by a port that the user names", { [UPLOAD.serverPorts]: "40001" }, ["10.1.0.1,10.9.0.1,40001,6"]],
  [
    "sent with the lower port as server on demand",
    { [UPLOAD.undecided]: "lower-port" },
    ["10.1.0.1,10.9.0.1,40001,6"],
  ],
])("a flow that no rule decides is %s", async (_, overrides, expected) => {
  pipeline.redeployUpload(overrides);
  const flow = { src: "10.1.0.1", dst: "10.9.0.1", srcPort: 50_000, dstPort: 40_001, flags: 0 };
  await pipeline.normalise(delivery([ownRecord(flow)]));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(pipeline.uploaded()).toEqual(expected);
  expect(Object.values(log().decisions)).toEqual([1]);
});

test("2,500 flows are uploaded in three calls of at most 1,000 lines", async () => {
  await pipeline.normalise(delivery(openings(2_500)));
  await pipeline.uploadWaiting();
  expect(pipeline.uploaded()).toHaveLength(2_500);
  expect(log()).toMatchObject({ PceCalls: 3, FlowsUploaded: 2_500 });
  expect(pceCalls()).toBe(3);
});

test.each(["5xx", "429"] as const)(
  "a call that fails (%s) is made again in the same invocation while the others continue",
  async (fault) => {
    for (const network of [1, 2, 3, 4]) await pipeline.send(body(lines(600, network)));
    pipeline.pce.failNext({ path: FLOWS, fault, times: 4, retryAfterInSeconds: 0 });
    expect(await pipeline.uploadWaiting()).toEqual({ received: 4, failed: 0 });
    expect(pipeline.uploaded()).toHaveLength(2_400);
    expect(pipeline.pce.store.traffic.uploaded).toBe(2_400);
    expect(pceCalls()).toBe(7);
    expect(log()).toMatchObject({
      level: "WARN",
      MessagesFailed: 0,
      MessagesPutBack: 0,
      PceCalls: 7,
      PceCallsFailed: 4,
      FlowsUploaded: 2_400,
      FlowsFailed: 0,
      FlowsRepeated: 0,
      problems: [expect.stringMatching(/^4 calls failed, the last one: PCE answered (503|429) to POST /)],
    });
    expect(await messagesIn("flows")).toEqual([]);
  },
);

test.each([
  ["reset", 2],
  ["lost", 4],
] as const)(
  "lines are sent twice only when the connection of their call breaks (%s)",
  async (fault, counted) => {
    await pipeline.send(body(lines(2)));
    pipeline.pce.failNext({ path: FLOWS, fault });
    expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
    expect(pceCalls()).toBe(2);
    expect(pipeline.uploaded()).toEqual(lines(2));
    expect(pipeline.pce.store.traffic.uploaded).toBe(counted);
    expect(log()).toMatchObject({ FlowsUploaded: 2, FlowsInDoubt: 2, FlowsFailed: 0 });
  },
);

test("lines are put back as new messages with their age when the PCE is unreachable, without those that it took", async () => {
  for (const network of [1, 2, 3, 4]) await pipeline.send(body(lines(600, network)));
  const batch = await messagesIn("flows");
  pipeline.pce.failNext({ path: FLOWS, fault: "slow", milliseconds: 1 });
  pipeline.pce.failNext({ path: FLOWS, fault: "5xx", times: 100 });
  expect(await pipeline.upload(sqsEvent(batch))).toEqual({ batchItemFailures: [] });
  expect(log()).toMatchObject({
    level: "ERROR",
    MessagesFailed: 0,
    MessagesPutBack: 2,
    FlowsUploaded: 1_000,
    FlowsFailed: 1_400,
    FlowsRepeated: 0,
  });
  expect(log().problems).toEqual([
    expect.stringMatching(/calls failed, the last one: PCE answered 503 to POST /),
    "the PCE is away",
    "1400 lines are left over",
  ]);
  // An outage costs some calls, not as many as there are lines to send.
  expect(log().PceCalls).toBeLessThan(20);

  expect(await messagesIn("flows")).toEqual([]); // not at once
  await pipeline.cloud.clock.advance(60_000);
  const again = await messagesIn("flows");
  expect(again.map(({ MessageAttributes }) => MessageAttributes!["age"]!.StringValue)).toEqual(["0", "0"]);
  expect(again.map(({ Attributes }) => Attributes!.ApproximateReceiveCount)).toEqual(["1", "1"]);
});

test("an instance gives up at the first failure after an outage, and continues as before after the first success", async () => {
  pipeline.pce.setFaults("5xx=1");
  await pipeline.send(body(lines(3)));
  await pipeline.uploadWaiting();
  const calls = pceCalls();
  expect(calls).toBe(10);
  await pipeline.cloud.clock.advance(900_000);
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(pceCalls()).toBe(calls + 1);
  pipeline.pce.setFaults("");
  await pipeline.cloud.clock.advance(900_000);
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(pipeline.uploaded()).toEqual(lines(3));
  pipeline.pce.failNext({ path: FLOWS, fault: "5xx", times: 9 });
  await pipeline.send(body(lines(3, 2)));
  await pipeline.uploadWaiting();
  expect(pipeline.pce.store.traffic.uploaded).toBe(6);
});

test("every flow arrives once when the PCE is back after a day", async () => {
  await pipeline.normalise(delivery(openings(1_200)));
  pipeline.pce.setFaults("5xx=1");
  const end = pipeline.cloud.clock.now() + 24 * 3_600_000;
  for (let round = 0; pipeline.cloud.clock.now() < end; round++) {
    const { received, failed } = await pipeline.uploadWaiting();
    expect(received).toBeGreaterThan(0);
    expect(failed).toBe(0);
    if (round === 0) await pipeline.normalise(delivery(openings(300, "10.9.0.2", 2)));
    await pipeline.cloud.clock.advance(900_000);
  }
  expect(log().OldestFlowsInSeconds).toBeGreaterThan(23 * 3_600);
  expect(log().MostReceives).toBe(1);
  pipeline.pce.setFaults("");
  expect((await pipeline.uploadWaiting()).failed).toBe(0);
  expect(pipeline.uploaded()).toHaveLength(1_500);
  expect(pipeline.pce.store.traffic.uploaded).toBe(1_500);
  expect(await messagesIn("dead")).toEqual([]);
});

test("flows that are not delivered for 36 hours are given up, with the reason, and a redrive gives them their time again", async () => {
  await pipeline.send(body(lines(3)));
  pipeline.pce.setFaults("5xx=1");
  const sent = pipeline.cloud.clock.now();
  for (let given = 0; given === 0; given = log().MessagesGivenUp) {
    expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
    await pipeline.cloud.clock.advance(900_000);
  }
  const hours = (pipeline.cloud.clock.now() - sent) / 3_600_000;
  expect(hours).toBeGreaterThanOrEqual(36);
  expect(hours).toBeLessThan(37);
  const [dead, ...more] = await messagesIn("dead");
  expect(more).toEqual([]);
  expect(dead!.Body).toBe(body(lines(3)));
  expect(Object.keys(dead!.MessageAttributes!)).toEqual(["reason"]);
  expect(dead!.MessageAttributes!["reason"]!.StringValue).toMatch(
    /^not delivered in 36 hours; now: 1 calls failed, the last one: PCE answered 50\d/,
  );
  expect(await messagesIn("flows")).toEqual([]);
});

test("messages are received again unchanged when their left-over flows cannot be put back", async () => {
  for (const network of [1, 2]) await pipeline.send(body(lines(900, network)));
  pipeline.pce.failNext({ path: FLOWS, fault: "slow", milliseconds: 1 });
  pipeline.pce.failNext({ path: FLOWS, fault: "5xx", times: 100 });
  pipeline.cloud.outages.begin({
    service: "sqs",
    action: "SendMessageBatch",
    resource: "flows",
    code: "AccessDeniedException",
    status: 403,
  });
  expect(await pipeline.uploadWaiting()).toEqual({ received: 2, failed: 1 });
  expect(log()).toMatchObject({
    level: "ERROR",
    MessagesFailed: 1,
    MessagesPutBack: 0,
    FlowsFailed: 800,
    FlowsRepeated: 100,
  });
  expect(log().problems.at(-1)).toMatch(/^800 flows could not be put back, .* AccessDenied/);
});

test("a guessed flow that is put back does not prove a server", async () => {
  pipeline.redeployUpload({ [UPLOAD.undecided]: "lower-port" });
  const flow = { src: "10.1.0.1", dst: "10.9.0.1", srcPort: 50_000, dstPort: 40_001, flags: 0 };
  await pipeline.normalise(delivery([ownRecord(flow)]));
  pipeline.pce.failNext({ path: FLOWS, fault: "5xx", times: 10 });
  await pipeline.uploadWaiting();
  await pipeline.cloud.clock.advance(60_000);
  const [again] = await messagesIn("flows");
  expect(again!.Body).toBe("illumio-flows/1 1 0\n10.1.0.1,10.9.0.1,40001,6,rejected\nend\n");
});

test("an unreachable PCE is named, and its flows arrive when it can be reached", async () => {
  await pipeline.send(body(lines(3)));
  pipeline.redeployUpload({ [UPLOAD.pcePort]: "1" });
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(log().problems[0]).toMatch(/127\.0\.0\.1:1\b/);
  pipeline.redeployUpload();
  await pipeline.cloud.clock.advance(60_000);
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(pipeline.uploaded()).toEqual(lines(3));
});

/** A PCE that refuses each call with one of these lines, and takes all others. */
async function startChoosyPce(bad: readonly string[], status = 406) {
  const scripted = await startScriptedPce((sent) =>
    sent.some((line) => bad.includes(line))
      ? { status, body: [{ token: "input_validation_error", message: "not a flow" }] }
      : { status: 201, body: { num_flows_received: sent.length, num_flows_failed: 0, failed_flows: [] } },
  );
  const secret = secretOf({ ...pipeline.pce, caCertificate: scripted.caCertificate });
  await setSecret(secret);
  pipeline.redeployUpload({ [UPLOAD.pcePort]: `${scripted.port}` });
  const taken = () => scripted.calls.filter((call) => !call.some((line) => bad.includes(line))).flat();
  return { ...scripted, taken };
}

test.each([400, 406, 413, 422])(
  "a line for which the PCE answers %i to the whole call is refused alone, and each other is delivered once",
  async (status) => {
    const bad = lines(1_000)[737]!;
    const pce = await startChoosyPce([bad], status);
    await pipeline.send(body(lines(1_000)));
    expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
    await pce.close();
    expect(pce.taken().sort()).toEqual(
      lines(1_000)
        .filter((line) => line !== bad)
        .sort(),
    );
    expect(pce.calls.length).toBeLessThanOrEqual(2 * Math.log2(1_000) + 1);
    expect(refusedIn(await messagesIn("refused"))).toMatchObject([
      {
        matched: true,
        lines: [bad],
        sent: 1,
        received: 0,
        failed: 1,
        failedFlows: [expect.stringContaining("not a flow [input_validation_error]")],
      },
    ]);
    expect(log()).toMatchObject({ level: "WARN", FlowsUploaded: 999, FlowsRefused: 1, FlowsFailed: 0 });
    expect(await messagesIn("flows")).toEqual([]);
  },
);

test("no line is refused when the PCE refuses every call, and all are put back after some calls", async () => {
  const pce = await startChoosyPce(lines(1_000));
  await pipeline.send(body(lines(1_000)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  await pce.close();
  expect(pce.calls.length).toBeLessThanOrEqual(110);
  expect(await messagesIn("refused")).toEqual([]);
  await pipeline.cloud.clock.advance(60_000);
  const flows = (await messagesIn("flows")).map(({ Body }) => Body!.split("\n").length - 3);
  expect(flows.reduce((sum, count) => sum + count, 0)).toBe(1_000);
  expect(log()).toMatchObject({ level: "ERROR", FlowsRefused: 0, FlowsFailed: 1_000 });
});

test("a line that the PCE refuses is kept with the PCE's words, and its message is not received again", async () => {
  await pipeline.send(body(lines(3)));
  pipeline.pce.failNext({ path: FLOWS, fault: "partial", items: [1] });
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(pipeline.uploaded()).toEqual([lines(3)[0], lines(3)[2]]);
  const kept = await messagesIn("refused");
  expect(kept[0]!.MessageAttributes!["lines"]!.StringValue).toBe("matched");
  expect(refusedIn(kept)).toEqual([
    {
      version: 1,
      call: expect.stringMatching(/^[0-9a-f-]{36}$/),
      pce: `127.0.0.1:${pipeline.pce.port}`,
      orgId: 1,
      answeredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      received: 3,
      failed: 1,
      sent: 3,
      matched: true,
      lines: [lines(3)[1]],
      failedFlows: [lines(3)[1]],
    },
  ]);
  expect(log()).toMatchObject({ level: "WARN", FlowsUploaded: 2, FlowsRefused: 1, FlowsUnmatched: 0 });
  await visibleAgain();
  expect(await pipeline.uploadWaiting()).toEqual({ received: 0, failed: 0 });
});

test.each<[string, Answer, number]>([
  [
    "says something else than the lines",
    { num_flows_received: 3, num_flows_failed: 1, failed_flows: ["line 2: ?"] },
    1,
  ],
  ["only counts them", { num_flows_received: 3, num_flows_failed: 2 }, 2],
  [
    "received fewer lines than were sent",
    { num_flows_received: 2, num_flows_failed: 0, failed_flows: [] },
    1,
  ],
])("all lines of a call are kept, marked, when the PCE %s", async (_, answer, count) => {
  const scripted = await startScriptedPce(() => ({ status: 201, body: answer }));
  const secret = secretOf({ ...pipeline.pce, caCertificate: scripted.caCertificate });
  await setSecret(secret);
  pipeline.redeployUpload({ [UPLOAD.pcePort]: `${scripted.port}` });
  await pipeline.send(body(lines(3)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  await scripted.close();
  const kept = await messagesIn("refused");
  expect(kept.map(({ MessageAttributes }) => MessageAttributes!["lines"]!.StringValue)).toEqual([
    "unmatched",
  ]);
  expect(refusedIn(kept)[0]).toMatchObject({
    matched: false,
    lines: lines(3),
    received: answer.num_flows_received,
    failed: answer.num_flows_failed,
    failedFlows: answer.failed_flows ?? [],
  });
  expect(log()).toMatchObject({
    level: "WARN",
    FlowsRefused: count,
    FlowsUnmatched: 3,
    FlowsUploaded: 3 - count,
  });
});

test.each<[string, unknown]>([
  ["a text for a count", { num_flows_received: "three", num_flows_failed: 0 }],
  ["a count below zero", { num_flows_received: 3, num_flows_failed: -1 }],
  ["a text for the list", { num_flows_received: 3, num_flows_failed: 0, failed_flows: "none" }],
  ["something else than JSON", "<html>created</html>"],
])("an answer with %s is counted, its lines are kept as unmatched and not sent again", async (_, answer) => {
  const scripted = await startScriptedPce(() => ({ status: 201, body: answer }));
  await setSecret(secretOf({ ...pipeline.pce, caCertificate: scripted.caCertificate }));
  pipeline.redeployUpload({ [UPLOAD.pcePort]: `${scripted.port}` });
  await pipeline.send(body(lines(3)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  await scripted.close();
  expect(scripted.calls).toHaveLength(1);
  expect(refusedIn(await messagesIn("refused"))).toMatchObject([{ matched: false, lines: lines(3) }]);
  expect(log()).toMatchObject({
    level: "WARN",
    PceAnswersUnreadable: 1,
    FlowsUnmatched: 3,
    FlowsUploaded: 3,
  });
  for (const [name, value] of Object.entries(log()))
    if (/^[A-Z]/.test(name) && name !== "FunctionName")
      expect([name, value]).toEqual([name, expect.any(Number)]);
});

test("counts in an answer are read when they are texts of digits", async () => {
  const answer = { num_flows_received: "3", num_flows_failed: "1", failed_flows: [lines(3)[0]!] };
  const scripted = await startScriptedPce(() => ({ status: 201, body: answer }));
  await setSecret(secretOf({ ...pipeline.pce, caCertificate: scripted.caCertificate }));
  pipeline.redeployUpload({ [UPLOAD.pcePort]: `${scripted.port}` });
  await pipeline.send(body(lines(3)));
  await pipeline.uploadWaiting();
  await scripted.close();
  expect(log()).toMatchObject({ FlowsUploaded: 2, FlowsRefused: 1, PceAnswersUnreadable: 0 });
});

test("refused lines are put back, and nothing else is, when the refused queue cannot take them", async () => {
  for (const network of [1, 2]) await pipeline.send(body(lines(2, network)));
  pipeline.pce.failNext({ path: FLOWS, fault: "partial", items: [0] });
  pipeline.cloud.outages.begin({
    service: "sqs",
    resource: "refused",
    code: "AccessDeniedException",
    status: 403,
  });
  expect(await pipeline.uploadWaiting()).toEqual({ received: 2, failed: 0 });
  expect(log()).toMatchObject({ level: "ERROR", MessagesPutBack: 1, FlowsFailed: 1, FlowsRepeated: 0 });
  expect(log().problems[0]).toMatch(/^keeping refused lines in .*\/refused: 1 of 1 failed/);
  await pipeline.cloud.clock.advance(60_000);
  expect((await messagesIn("flows")).map(({ Body }) => Body)).toEqual([body(lines(1))]);
});

test("a queue message cut in half goes to the dead-letter queue with the reason, and the others are uploaded", async () => {
  const whole = body(lines(100));
  const half = whole.slice(0, whole.length / 2);
  await pipeline.send(half);
  await pipeline.send(body(lines(2, 2)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 2, failed: 0 });
  expect(pipeline.uploaded()).toEqual(lines(2, 2));
  const [dead, ...more] = await messagesIn("dead");
  expect(more).toEqual([]);
  expect(dead!.Body).toBe(half);
  expect(dead!.MessageAttributes!["reason"]!.StringValue).toMatch(
    /must have 100 flows and an end, as it announces, got \d+ lines: it was cut/,
  );
  expect(log()).toMatchObject({ level: "WARN", MessagesUnreadable: 1, MessagesFailed: 0, FlowsUploaded: 2 });
  expect(log().problems).toEqual([
    expect.stringMatching(/^message [0-9a-f-]+ cannot be read: flow message of .* was cut/),
  ]);
});

test("an unreadable message is received again when the dead-letter queue cannot take it", async () => {
  await pipeline.send("not ours");
  const end = pipeline.cloud.outages.begin({
    service: "sqs",
    resource: "dead",
    code: "AccessDeniedException",
    status: 403,
  });
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 1 });
  expect(log()).toMatchObject({ MessagesUnreadable: 0, MessagesFailed: 1 });
  expect(log().problems[1]).toMatch(/is not in the dead-letter queue: .*AccessDenied/);
  end();
  await visibleAgain();
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect((await messagesIn("dead")).map(({ Body }) => Body)).toEqual(["not ours"]);
});

test("a dead-letter queue that refuses everything for a while does not delay the flows of other messages", async () => {
  await pipeline.send("not ours");
  await pipeline.send(body(lines(2)));
  pipeline.cloud.outages.begin({
    service: "sqs",
    resource: "dead",
    code: "RequestThrottled",
    status: 400,
  });
  expect(await pipeline.uploadWaiting(3)).toEqual({ received: 2, failed: 1 });
  expect(pipeline.uploaded()).toEqual(lines(2));
  expect(log()).toMatchObject({ FlowsUploaded: 2, MessagesUnreadable: 0, MessagesFailed: 1 });
});

test("a rotated key is read again from the secret, without a failed message", async () => {
  await pipeline.send(body(lines(1)));
  await pipeline.uploadWaiting();
  const { username, secret } = pipeline.pce.createApiKey();
  const rotated = secretOf({ ...pipeline.pce, apiKeyUsername: username, apiKeySecret: secret });
  await setSecret(rotated);
  pipeline.pce.revokeApiKey(pipeline.pce.apiKeyUsername);
  await pipeline.send(body(lines(1, 2)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(pipeline.pce.requests.map(({ status }) => status)).toEqual([201, 401, 201]);
  await pipeline.send(body(lines(1, 3)));
  await pipeline.uploadWaiting();
  expect(pipeline.pce.requests.map(({ status }) => status)).toEqual([201, 401, 201, 201]);
});

test("a key that is rotated while several calls are under way is read again once for all of them", async () => {
  const { username, secret } = pipeline.pce.createApiKey();
  for (let network = 1; network <= 30; network++) await pipeline.send(body(lines(1_000, network)));
  const batch = await messagesIn("flows");
  const rotation = (async () => {
    while (pceCalls() < 10) await new Promise((resolve) => setImmediate(resolve));
    await setSecret(secretOf({ ...pipeline.pce, apiKeyUsername: username, apiKeySecret: secret }));
    pipeline.pce.revokeApiKey(pipeline.pce.apiKeyUsername);
  })();
  expect(await pipeline.upload(sqsEvent(batch))).toEqual({ batchItemFailures: [] });
  await rotation;
  expect(pipeline.pce.store.traffic.uploaded).toBe(30_000);
  expect(log()).toMatchObject({ FlowsUploaded: 30_000, FlowsFailed: 0, PceCallsFailed: 0 });
});

test("wrong credentials cause one new read of the secret, everything is put back, and no secret is in the log", async () => {
  const wrong = secretOf({ ...pipeline.pce, apiKeySecret: "not-the-secret-of-this-key" });
  await setSecret(wrong);
  for (const network of [1, 2]) await pipeline.send(body(lines(900, network)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 2, failed: 0 });
  expect(pipeline.pce.requests.map(({ status }) => status)).toEqual([401, 401]);
  expect(log().problems).toEqual([
    expect.stringMatching(/^1 calls failed, the last one: PCE answered 401 to POST .*bulk_traffic_flows/),
    "no call can succeed like that",
    "1800 lines are left over",
  ]);
  expect(JSON.stringify(pipeline.logs)).not.toContain("not-the-secret-of-this-key");
  await pipeline.cloud.clock.advance(60_000);
  const right = secretOf(pipeline.pce);
  await setSecret(right);
  expect(await pipeline.uploadWaiting()).toEqual({ received: 2, failed: 0 });
  expect(pipeline.uploaded()).toHaveLength(1_800);
});

test("a key id is accepted without api_", async () => {
  const bare = secretOf({
    ...pipeline.pce,
    apiKeyUsername: pipeline.pce.apiKeyUsername.replace(/^api_/, ""),
  });
  await setSecret(bare);
  await pipeline.send(body(lines(1)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
});

test.each([
  [
    "is no JSON",
    "hunter2-is-the-secret",
    /: secret arn:.*: must be a JSON object; store it as \{"apiKeyUsername"/,
  ],
  [
    "lacks both keys",
    `{"user":"hunter2"}`,
    /"apiKeyUsername" in the secret arn:.*"apiKeySecret" in the secret arn:/s,
  ],
  [
    "holds no certificate",
    `{"apiKeyUsername":"api_1","apiKeySecret":"hunter2","caCertificate":"x"}`,
    /: "caCertificate" in the secret arn:.*PEM/,
  ],
])(
  "flows are put back when the secret %s, and the log says so without showing it",
  async (_, text, problem) => {
    await setSecret(text);
    await pipeline.send(body(lines(1)));
    expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
    expect(log()).toMatchObject({ MessagesPutBack: 1, FlowsFailed: 1 });
    expect(log().problems[0]).toMatch(problem);
    expect(JSON.stringify(log())).not.toContain("hunter2");
    expect(pceCalls()).toBe(0);
  },
);

test("flows are put back when the secret cannot be read", async () => {
  pipeline.cloud.outages.begin({ service: "secretsmanager", code: "AccessDeniedException", status: 400 });
  await pipeline.send(body(lines(1)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(log().problems[0]).toMatch(
    /: secret arn:.*: cannot be read: AccessDeniedException.*secretsmanager:GetSecretValue/,
  );
});

test("an upload stops when no known CA signed the certificate", async () => {
  const { apiKeyUsername, apiKeySecret } = pipeline.pce;
  const noCa = JSON.stringify({ apiKeyUsername, apiKeySecret });
  await setSecret(noCa);
  await pipeline.send(body(lines(1)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(log().problems[0]).toMatch(/^1 calls failed, .*certificate/i);
  expect(log().MessagesPutBack).toBe(1);
});

test("a wrong org is refused with the PCE's words, and the flows are put back", async () => {
  pipeline.redeployUpload({ [UPLOAD.pceOrgId]: "7" });
  await pipeline.send(body(lines(1)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(log().problems[0]).toMatch(/: PCE answered 403 to POST .*\/orgs\/7\/.*org/);
});

test("the function returns before Lambda ends it when the PCE does not answer in time, and nothing is lost", async () => {
  for (const network of [1, 2]) await pipeline.send(body(lines(900, network)));
  pipeline.pce.failNext({ path: FLOWS, fault: "slow", milliseconds: 1_400, times: 2 });
  const began = performance.now();
  expect(await pipeline.uploadWaiting(1.5)).toEqual({ received: 2, failed: 0 });
  expect(performance.now() - began).toBeLessThan(1_500);
  expect(log().problems).toEqual([
    expect.stringMatching(/did not answer in time|had not answered when the time/),
    "the time of this invocation is used up",
    "1800 lines are left over",
  ]);
  expect(await messagesIn("flows")).toHaveLength(2); // at once: only the time ran out
});

test.each<[string, unknown, RegExp]>([
  ["an event of another service", { awslogs: {} }, /not a batch of an SQS queue .*it has the keys awslogs/],
  ["a record without body", { Records: [{}] }, /not a batch of an SQS queue/],
])("%s is refused with what was seen", async (_, event, message) => {
  await expect(pipeline.upload(event)).rejects.toThrow(message);
  expect(log()).toMatchObject({
    event: "uploaded",
    level: "ERROR",
    MessagesIn: 0,
    problems: [expect.stringMatching(message)],
  });
});
