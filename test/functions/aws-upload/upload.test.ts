import type { Message } from "@aws-sdk/client-sqs";
import { UPLOAD } from "../../../core/contracts/function-environment";
import type { UploadLog } from "../../../core/contracts/function-logs";
import type { RefusedLines } from "../../../core/contracts/refused-lines";
import { delivery, openings, ownRecord } from "../support/flow-records";
import { type Pipeline, secretOf, startPipeline, VISIBILITY_IN_SECONDS } from "../support/pipeline";
import { startScriptedPce } from "../support/scripted-pce";

const FLOWS = /bulk_traffic_flows$/;

interface UploadAnswer {
  readonly num_flows_received: number;
  readonly num_flows_failed: number;
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

test("what one delivery left undecided is decided by another of the same batch", async () => {
  const response = { src: "10.9.0.1", dst: "10.1.0.1", srcPort: 8_443, dstPort: 50_000, flags: 0 };
  await pipeline.normalise(delivery([ownRecord(response)]));
  await pipeline.normalise(delivery([ownRecord({ src: "10.1.0.1", dst: "10.9.0.1", dstPort: 8_443 })]));
  await pipeline.uploadWaiting();
  expect(pipeline.uploaded()).toEqual(["10.1.0.1,10.9.0.1,8443,6"]);
  expect(log().decisions).toEqual({ "paired-record": 1 });
});

test("a server seen in one batch tells the direction in the next", async () => {
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
])("a flow that nothing decides is %s", async (_, overrides, expected) => {
  pipeline.redeployUpload(overrides);
  const flow = { src: "10.1.0.1", dst: "10.9.0.1", srcPort: 50_000, dstPort: 40_001, flags: 0 };
  await pipeline.normalise(delivery([ownRecord(flow)]));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(pipeline.uploaded()).toEqual(expected);
  expect(Object.values(log().decisions)).toEqual([1]);
});

test("2,500 flows go in three calls, as no call may have more than 1,000 lines", async () => {
  await pipeline.normalise(delivery(openings(2_500)));
  await pipeline.uploadWaiting();
  expect(pipeline.uploaded()).toHaveLength(2_500);
  expect(log()).toMatchObject({ PceCalls: 3, FlowsUploaded: 2_500 });
  expect(pceCalls()).toBe(3);
});

test("exactly the messages with a line in a failed or unsent call come again", async () => {
  for (const network of [1, 2, 3, 4]) await pipeline.send(body(lines(600, network)));
  const batch = await messagesIn("flows");
  pipeline.pce.failNext({ path: FLOWS, fault: "slow", milliseconds: 1 });
  pipeline.pce.failNext({ path: FLOWS, fault: "5xx" });
  const event = {
    Records: batch.map((message) => ({ messageId: message.MessageId, body: message.Body, attributes: {} })),
  };
  const { batchItemFailures } = await pipeline.upload(event);
  // 1,000 lines per call: the first call has all of the first message and 400 lines of the second.
  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
    batch.slice(1).map(({ MessageId }) => MessageId),
  );
  expect(pceCalls()).toBe(2);
  expect(log()).toMatchObject({
    level: "ERROR",
    MessagesFailed: 3,
    PceCalls: 2,
    FlowsUploaded: 1_000,
    FlowsFailed: 1_400,
    FlowsRepeated: 400,
    problems: [
      expect.stringMatching(/^PCE answered 503 to POST /),
      "400 more lines were not sent after that",
    ],
  });
});

test.each(["reset", "lost"] as const)(
  "a call whose connection breaks (%s) is not made twice; its messages come again",
  async (fault) => {
    await pipeline.send(body(lines(2)));
    pipeline.pce.failNext({ path: FLOWS, fault });
    expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 1 });
    expect(pceCalls()).toBe(1);
    await visibleAgain();
    expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
    expect(pipeline.uploaded()).toEqual(lines(2));
  },
);

test("the PCE is away for a day of visibility timeouts: every flow arrives when it is back", async () => {
  await pipeline.normalise(delivery(openings(1_200)));
  const rounds = Math.ceil((24 * 3_600) / VISIBILITY_IN_SECONDS);
  // One call per round: after it, no other is made.
  pipeline.pce.failNext({ path: FLOWS, fault: "5xx", times: rounds });
  for (let round = 0; round < rounds; round++) {
    const { received, failed } = await pipeline.uploadWaiting();
    expect(received).toBeGreaterThan(0);
    expect(failed).toBe(received);
    if (round === 0) await pipeline.normalise(delivery(openings(300, "10.9.0.2", 2)));
    await visibleAgain();
  }
  expect((await pipeline.uploadWaiting()).failed).toBe(0);
  expect(pipeline.uploaded()).toHaveLength(1_500);
  expect(pipeline.pce.store.traffic.uploaded).toBe(1_500);
  expect(await messagesIn("dead")).toEqual([]);
});

test("a PCE that nobody can reach is named, and its flows arrive once it can be", async () => {
  await pipeline.send(body(lines(3)));
  pipeline.redeployUpload({ [UPLOAD.pcePort]: "1" });
  expect(await pipeline.uploadWaiting(1)).toEqual({ received: 1, failed: 1 });
  expect(log().problems).toEqual([expect.stringMatching(/127\.0\.0\.1:1\b/)]);
  pipeline.redeployUpload();
  await visibleAgain();
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 0 });
  expect(pipeline.uploaded()).toEqual(lines(3));
});

test("a line that the PCE refuses is kept with what it said, its message is done and never comes again", async () => {
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

test.each<[string, UploadAnswer, number]>([
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
  const scripted = await startScriptedPce(answer);
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

test("only the messages of refused lines come again when the refused queue cannot take them", async () => {
  for (const network of [1, 2]) await pipeline.send(body(lines(2, network)));
  pipeline.pce.failNext({ path: FLOWS, fault: "partial", items: [0] });
  pipeline.cloud.outages.begin({
    service: "sqs",
    resource: "refused",
    code: "AccessDeniedException",
    status: 403,
  });
  expect(await pipeline.uploadWaiting()).toEqual({ received: 2, failed: 1 });
  expect(log()).toMatchObject({ level: "ERROR", MessagesFailed: 1, FlowsFailed: 1, FlowsRepeated: 1 });
  expect(log().problems[0]).toMatch(/^keeping refused lines in .*\/refused: 1 of 1 failed/);
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
  expect(dead!.MessageAttributes!["reason"]!.StringValue).toMatch(/was cut: it announces 100 flows/);
  expect(log()).toMatchObject({ level: "WARN", MessagesUnreadable: 1, MessagesFailed: 0, FlowsUploaded: 2 });
  expect(log().problems).toEqual([
    expect.stringMatching(/^message [0-9a-f-]+ cannot be read: flow message of .* was cut/),
  ]);
});

test("an unreadable message comes again when the dead-letter queue cannot take it", async () => {
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

test("a dead-letter queue that refuses everything for a while does not keep the flows of other messages waiting", async () => {
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

test("with wrong credentials the secret is read again once and everything comes again; no secret is in the log", async () => {
  const wrong = secretOf({ ...pipeline.pce, apiKeySecret: "not-the-secret-of-this-key" });
  await setSecret(wrong);
  for (const network of [1, 2]) await pipeline.send(body(lines(900, network)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 2, failed: 2 });
  expect(pipeline.pce.requests.map(({ status }) => status)).toEqual([401, 401]);
  expect(log().problems).toEqual([
    expect.stringMatching(/^PCE answered 401 to POST .*bulk_traffic_flows/),
    "800 more lines were not sent after that",
  ]);
  expect(JSON.stringify(pipeline.logs)).not.toContain("not-the-secret-of-this-key");
  await visibleAgain();
  const right = secretOf(pipeline.pce);
  await setSecret(right);
  expect(await pipeline.uploadWaiting()).toEqual({ received: 2, failed: 0 });
  expect(pipeline.uploaded()).toHaveLength(1_800);
});

test("the key id is taken without its api_", async () => {
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
    /^secret arn:.*: is no JSON object\. Store it as \{"apiKeyUsername"/,
  ],
  [
    "lacks both keys",
    `{"user":"hunter2"}`,
    /"apiKeyUsername" in the secret arn:.*"apiKeySecret" in the secret arn:/s,
  ],
  [
    "holds no certificate",
    `{"apiKeyUsername":"api_1","apiKeySecret":"hunter2","caCertificate":"x"}`,
    /^"caCertificate" in the secret arn:.*PEM/,
  ],
])(
  "everything comes again when the secret %s, and the log says so without showing it",
  async (_, text, problem) => {
    await setSecret(text);
    await pipeline.send(body(lines(1)));
    expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 1 });
    expect(log().problems).toEqual([expect.stringMatching(problem)]);
    expect(JSON.stringify(log())).not.toContain("hunter2");
    expect(pceCalls()).toBe(0);
  },
);

test("everything comes again when the secret cannot be read", async () => {
  pipeline.cloud.outages.begin({ service: "secretsmanager", code: "AccessDeniedException", status: 400 });
  await pipeline.send(body(lines(1)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 1 });
  expect(log().problems[0]).toMatch(
    /^secret arn:.*: cannot be read: AccessDeniedException.*secretsmanager:GetSecretValue/,
  );
});

test("a certificate that nobody vouches for stops the upload, with advice", async () => {
  const { apiKeyUsername, apiKeySecret } = pipeline.pce;
  const noCa = JSON.stringify({ apiKeyUsername, apiKeySecret });
  await setSecret(noCa);
  await pipeline.send(body(lines(1)));
  expect(await pipeline.uploadWaiting(1)).toEqual({ received: 1, failed: 1 });
  expect(log().problems[0]).toMatch(/certificate/i);
});

test("a wrong org is refused with what the PCE says, and everything comes again", async () => {
  pipeline.redeployUpload({ [UPLOAD.pceOrgId]: "7" });
  await pipeline.send(body(lines(1)));
  expect(await pipeline.uploadWaiting()).toEqual({ received: 1, failed: 1 });
  expect(log().problems[0]).toMatch(/^PCE answered 403 to POST .*\/orgs\/7\/.*org/);
});

test("a PCE that does not answer in time: the function answers before Lambda ends it, and nothing is lost", async () => {
  for (const network of [1, 2]) await pipeline.send(body(lines(900, network)));
  pipeline.pce.failNext({ path: FLOWS, fault: "slow", milliseconds: 1_400 });
  const began = performance.now();
  expect(await pipeline.uploadWaiting(1.5)).toEqual({ received: 2, failed: 2 });
  expect(performance.now() - began).toBeLessThan(1_500);
  expect(log().problems).toEqual([
    expect.stringMatching(/did not answer in time/),
    expect.stringMatching(/^800 more lines/),
  ]);
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
