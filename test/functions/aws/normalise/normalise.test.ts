import { gunzipSync, gzipSync } from "node:zlib";
import { OWN_FORMAT } from "../../../../core/contracts/aws/flow-log-format";
import { NORMALISE } from "../../../../core/contracts/aws/function-environment";
import type { NormaliseLog } from "../../../../core/contracts/function-logs";
import { delivery, LOG_GROUP, openings, ownRecord } from "../../support/flow-records";
import { type Pipeline, startPipeline } from "../../support/pipeline";

let pipeline: Pipeline;
beforeEach(async () => {
  pipeline = await startPipeline();
});
afterEach(() => pipeline.close());

const queued = async () => (await pipeline.receive(pipeline.queues.flows)).map(({ Body }) => Body!);
const log = () => pipeline.lastLog<NormaliseLog>();

test("a delivery becomes messages of the flow queue, and one line of log", async () => {
  const records = [
    ...openings(3),
    ownRecord({ src: "10.9.0.1", dst: "10.1.0.1", srcPort: 443, dstPort: 50_000, flags: 18 }),
    ownRecord({ src: "10.1.0.1", dst: "10.9.0.7", srcPort: 40_001, dstPort: 9_999, flags: 0 }),
    "5 too short",
  ];
  await pipeline.normalise(delivery(records));
  const bodies = await queued();
  expect(bodies).toHaveLength(1);
  expect(bodies[0]).toContain("10.1.0.1,10.9.0.1,443,6\n10.1.0.2,10.9.0.1,443,6\n10.1.0.3,10.9.0.1,443,6\n");
  expect(pipeline.logs).toHaveLength(1);
  expect(log()).toMatchObject({
    event: "normalised",
    level: "WARN",
    kind: "data",
    logGroup: "/illumio/vpc-0abc",
    logStream: "eni-0a11bb22cc33dd44e-all",
    requestId: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
    FunctionName: "function-under-test",
    RecordsIn: 6,
    RecordsSkipped: 1,
    RecordsUnreadable: 1,
    RecordsCarried: 1,
    FlowsOut: 4,
    MessagesSent: 1,
    MessagesFailed: 0,
    skipped: { "too-few-fields": 1 },
    decisions: { "tcp-flags": 4 },
    problems: [
      expect.stringMatching(
        /^1 of 6 records cannot be read \(too-few-fields\), the first is "5 too short". Have every flow log .+ 22 fields/,
      ),
    ],
  });
});

test("a delivery fails with the expected format when no record fits it", async () => {
  const old = openings(3).map((record) => record.split(" ").slice(0, 14).join(" "));
  await expect(pipeline.normalise(delivery([...old, ""]))).rejects.toThrow(/^none of 4 records has the 22/);
  await expect(pipeline.normalise(delivery(old))).rejects.toThrow(
    /^none of 3 records has the 22 fields of the format "version .+", the first is "5 123.+redrive/,
  );
  expect(await queued()).toEqual([]);
  expect(log()).toMatchObject({ level: "ERROR", RecordsUnreadable: 3, MessagesSent: 0 });
  await pipeline.normalise(delivery([...old, ...openings(1)]));
  expect(log()).toMatchObject({ level: "WARN", RecordsUnreadable: 3, FlowsOut: 1 });
});

test("a delivery fails with the known log groups when its own is not known, and is checked only for its records", async () => {
  const event = delivery(openings(2), { logGroup: "flows-0a1b2c3d" });
  await expect(pipeline.normalise(event)).rejects.toThrow(
    /^the format of the log group 'flows-0a1b2c3d' is not known, only those of '\/illumio\/vpc-0abc' are\. .+redrive/,
  );
  expect(await queued()).toEqual([]);
  expect(log()).toMatchObject({ level: "ERROR", RecordsIn: 0, MessagesSent: 0 });
  await pipeline.normalise(delivery([], { logGroup: "other", messageType: "CONTROL_MESSAGE" }));
  expect(log()).toMatchObject({ level: "INFO", kind: "control", logGroup: "other" });
});

test("deliveries of two log groups are read each by its own format", async () => {
  const reversed = OWN_FORMAT.toReversed().join(" ");
  const other = "flows-0a1b2c3d";
  const formats = { [LOG_GROUP]: OWN_FORMAT.join(" "), [other]: reversed };
  const handler = pipeline.newNormalise({ [NORMALISE.flowLogFormats]: JSON.stringify(formats) });
  const turned = openings(1, "10.9.0.2", 2).map((record) => record.split(" ").reverse().join(" "));
  await handler(delivery(openings(1)));
  await handler(delivery(turned, { logGroup: other }));
  const bodies = (await queued()).join();
  expect(bodies).toContain("10.1.0.1,10.9.0.1,443,6");
  expect(bodies).toContain("10.2.0.1,10.9.0.2,443,6");
});

test("a function with a timeout of one second has time to send", async () => {
  await pipeline.normalise(delivery(openings(3)), 1);
  expect(log()).toMatchObject({ MessagesSent: 1, problems: [] });
});

test("a large delivery is cut into messages of at most 25,000 bytes", async () => {
  await pipeline.normalise(delivery(openings(6_000)));
  const bodies = await queued();
  expect(bodies.length).toBeGreaterThan(5);
  expect(Math.max(...bodies.map((body) => Buffer.byteLength(body)))).toBeLessThanOrEqual(25_000);
  expect(log()).toMatchObject({ RecordsIn: 6_000, FlowsOut: 6_000, MessagesSent: bodies.length });
});

test("a delivery without any flow sends nothing and succeeds", async () => {
  const noData = ownRecord({ src: "-", dst: "-" }).replace("OK", "NODATA");
  await pipeline.normalise(delivery([noData]));
  expect(await queued()).toEqual([]);
  expect(log()).toMatchObject({ RecordsSkipped: 1, skipped: { "no-data": 1 }, MessagesSent: 0 });
});

test("a control message sends nothing and succeeds", async () => {
  const event = delivery(["CWL CONTROL MESSAGE: Checking health of destination Lambda."], {
    messageType: "CONTROL_MESSAGE",
  });
  await pipeline.normalise(event);
  expect(await queued()).toEqual([]);
  expect(log()).toMatchObject({ level: "INFO", kind: "control", RecordsIn: 0, problems: [] });
});

test("one delivery leaves nothing behind for the next", async () => {
  await pipeline.normalise(delivery(openings(2)));
  await pipeline.normalise(delivery(openings(1, "10.9.0.2", 2)));
  expect((await queued())[1]).not.toContain("10.9.0.1");
  expect(log()).toMatchObject({ RecordsIn: 1, FlowsOut: 1 });
});

test("a delivery arrives when SQS refuses everything only for a while", async () => {
  pipeline.cloud.outages.begin({ service: "sqs", action: "SendMessageBatch", count: 4 });
  await pipeline.normalise(delivery(openings(3)));
  expect(await queued()).toHaveLength(1);
  expect(log()).toMatchObject({ level: "INFO", MessagesSent: 1 });
});

test("a delivery fails, so that Lambda keeps it, when SQS refuses everything for longer than the function may run", async () => {
  const end = pipeline.cloud.outages.begin({ service: "sqs" });
  await expect(pipeline.normalise(delivery(openings(3)), 1.4)).rejects.toThrow(
    /sending flows to .*\/flows: 1 of 1 failed\n {2}message 1: no time left after \d+ tries; the last one: ServiceUnavailable/,
  );
  expect(log()).toMatchObject({ level: "ERROR", RecordsIn: 3, MessagesSent: 0, MessagesFailed: 1 });
  expect(log().problems).toHaveLength(1);
  end();
  await pipeline.normalise(delivery(openings(3)));
  expect(await queued()).toHaveLength(1);
});

test("a delivery fails at once with the name of the queue when the queue does not exist", async () => {
  await pipeline.cloud.resources.delete("AWS::SQS::Queue", pipeline.queues.flows);
  await expect(pipeline.normalise(delivery(openings(1)), 300)).rejects.toThrow(
    /\/flows: .*QueueDoesNotExist/s,
  );
});

test.each<[string, unknown, RegExp]>([
  [
    "an event of another service",
    { Records: [] },
    /not a delivery of CloudWatch Logs .*it has the keys Records/,
  ],
  ["no event", null, /not a delivery of CloudWatch Logs .*it is null\. Subscribe/],
  ["data that is no gzip", { awslogs: { data: "aGVsbG8gd29ybGQ=" } }, /neither gzip nor JSON/],
])("%s is refused with what was seen and what to do", async (_, event, message) => {
  await expect(pipeline.normalise(event)).rejects.toThrow(message);
  expect(log()).toMatchObject({ level: "ERROR", RecordsIn: 0, problems: [expect.stringMatching(message)] });
});

test("a truncated gzip fails, and none of its flows are sent", async () => {
  const whole = Buffer.from(delivery(openings(500)).awslogs.data, "base64");
  expect(gunzipSync(whole).length).toBeGreaterThan(100_000);
  const cut = { awslogs: { data: whole.subarray(0, whole.length / 2).toString("base64") } };
  await expect(pipeline.normalise(cut)).rejects.toThrow(/gzip/);
  expect(await queued()).toEqual([]);
  expect(log()).toMatchObject({ level: "ERROR", RecordsIn: 0, FlowsOut: 0 });
  await pipeline.normalise(delivery(openings(1)));
  expect(log()).toMatchObject({ RecordsIn: 1, FlowsOut: 1 });
});

test("a payload that was truncated before its compression fails, and none of its records is sent or counted", async () => {
  const json = gunzipSync(Buffer.from(delivery(openings(50)).awslogs.data, "base64"));
  const cut = { awslogs: { data: gzipSync(json.subarray(0, json.length - 100)).toString("base64") } };
  await expect(pipeline.normalise(cut)).rejects.toThrow(/is not JSON: .*ends too early/);
  expect(await queued()).toEqual([]);
  expect(log()).toMatchObject({ level: "ERROR", RecordsIn: 0, FlowsOut: 0, MessagesSent: 0 });
});
