import fc from "fast-check";
import {
  AGE_ATTRIBUTE,
  FLOW_BATCH_SIZE,
  FLOW_BATCH_WINDOW_MAX_IN_SECONDS,
  FLOW_GIVEN_UP_AFTER_IN_SECONDS,
  FLOW_MESSAGE_MAX_BYTES,
  FLOWS_LATE_AFTER_IN_SECONDS,
  flowDelayInSeconds,
  flowQueueMaxReceiveCount,
  flowQueueReceivesToWorry,
  flowQueueVisibilityTimeoutInSeconds,
  QUEUE_RETENTION_IN_SECONDS,
  UPLOAD_TIMEOUT_IN_SECONDS,
} from "../../../../core/contracts/aws/flow-queue";

const LAMBDA_EVENT_MAX_BYTES = 6 * 1024 * 1024;

test("a batch of the largest messages stays below the event limit of Lambda", () => {
  const line = "10.1.2.3,10.2.3.4,1,6\n";
  const record = {
    messageId: "059f36b4-87a3-44ab-83d2-661975830a7d",
    receiptHandle: "A".repeat(500),
    body: line.repeat(Math.floor(FLOW_MESSAGE_MAX_BYTES / line.length)),
    attributes: {
      ApproximateReceiveCount: "100",
      SentTimestamp: "1545082649183",
      SenderId: "AROAIENQZJOLO23YVJ4VO:a-function-name-of-sixty-four-characters-that-is-quite-long-0000",
      ApproximateFirstReceiveTimestamp: "1545082649185",
      AWSTraceHeader: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
    },
    messageAttributes: {
      [AGE_ATTRIBUTE]: {
        stringValue: "129599",
        stringListValues: [],
        binaryListValues: [],
        dataType: "String",
      },
    },
    md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
    eventSource: "aws:sqs",
    eventSourceARN:
      "arn:aws:sqs:us-east-2:123456789012:a-queue-name-of-eighty-characters-0000000000000000000000000000",
    awsRegion: "us-east-2",
  };
  const event = JSON.stringify({ Records: Array(FLOW_BATCH_SIZE).fill(record) });
  expect(Buffer.byteLength(event)).toBeLessThan(LAMBDA_EVENT_MAX_BYTES);
  expect(Buffer.byteLength(event)).toBeGreaterThan(LAMBDA_EVENT_MAX_BYTES * 0.8);
});

test("ten of the largest messages fit into one SendMessageBatch call of 256 KiB", () => {
  expect(10 * FLOW_MESSAGE_MAX_BYTES).toBeLessThanOrEqual(262_144);
});

test("a message outlasts a day without a PCE, whatever timeout and window are set, and is then kept for days", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 0, max: 300 }), (timeout, window) => {
      const visibility = flowQueueVisibilityTimeoutInSeconds(timeout, window);
      const receives = flowQueueMaxReceiveCount(visibility);
      const lastReceiveAt = (receives - 1) * visibility;
      expect(visibility).toBeGreaterThanOrEqual(6 * timeout + window);
      expect(receives).toBeLessThanOrEqual(1_000);
      expect(lastReceiveAt).toBeGreaterThanOrEqual(24 * 3600);
      expect(QUEUE_RETENTION_IN_SECONDS - lastReceiveAt).toBeGreaterThan(10 * 24 * 3600);
    }),
  );
});

test("flows that are put back repeatedly outlast a day, and none stays in the queue long enough to raise the alarm", () => {
  expect(FLOW_GIVEN_UP_AFTER_IN_SECONDS).toBeGreaterThanOrEqual(24 * 3600);
  const longest = flowDelayInSeconds(FLOW_GIVEN_UP_AFTER_IN_SECONDS);
  expect(longest + FLOW_BATCH_WINDOW_MAX_IN_SECONDS + UPLOAD_TIMEOUT_IN_SECONDS).toBeLessThanOrEqual(
    FLOWS_LATE_AFTER_IN_SECONDS,
  );
  expect([0, 30, 300, 3_600].map(flowDelayInSeconds)).toEqual([60, 60, 150, longest]);
});

test.each([
  [129, 12],
  [1_000, 100],
  [5, 1],
])("a queue that allows %i receives raises an alarm above %i", (most, worry) => {
  expect(flowQueueReceivesToWorry(most)).toBe(worry);
});
