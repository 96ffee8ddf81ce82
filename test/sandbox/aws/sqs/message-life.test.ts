import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { type CloudClients, cloudClients } from "../../../support/sandbox-cloud";

let cloud: SandboxCloud;
let clients: CloudClients;
beforeEach(async () => {
  cloud = await startSandboxCloud({ seed: 7 });
  clients = cloudClients(cloud);
});
afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

async function queue(QueueName: string, properties: object = {}): Promise<{ url: string; arn: string }> {
  const { id, attributes } = await cloud.resources.create("AWS::SQS::Queue", { QueueName, ...properties });
  return { url: id, arn: String(attributes["Arn"]) };
}

const send = (QueueUrl: string, MessageBody: string, DelaySeconds?: number) =>
  clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));

async function receive(QueueUrl: string, WaitTimeSeconds?: number): Promise<Message[]> {
  const wanted = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All" as const] };
  const answer = await clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, ...wanted, ...(WaitTimeSeconds && { WaitTimeSeconds }) }),
  );
  return answer.Messages ?? [];
}

const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);

async function depth(QueueUrl: string): Promise<string | undefined> {
  const answer = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
  );
  return answer.Attributes?.["ApproximateNumberOfMessages"];
}

test("a message received as often as the redrive policy allows goes to the dead-letter queue at the next receive", async () => {
  const dead = await queue("dead");
  const policy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 2 };
  const main = await queue("main", { VisibilityTimeout: 10, RedrivePolicy: policy });
  await send(main.url, "poison");
  const sent = (await receive(main.url))[0]?.Attributes?.SentTimestamp;
  await cloud.clock.advance(10_000);
  expect((await receive(main.url))[0]?.Attributes?.ApproximateReceiveCount).toBe("2");
  await cloud.clock.advance(10_000);
  expect(await depth(dead.url)).toBe("0");
  await send(main.url, "behind it");
  expect(bodies(await receive(main.url))).toEqual(["behind it"]);

  const [moved] = await receive(dead.url);
  expect(moved).toMatchObject({
    Body: "poison",
    Attributes: { ApproximateReceiveCount: "3", SentTimestamp: sent },
  });
});

test("a message whose dead-letter queue is gone stays where it is", async () => {
  const dead = await queue("dead");
  const policy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 };
  const main = await queue("main", { VisibilityTimeout: 10, RedrivePolicy: policy });
  await cloud.resources.delete("AWS::SQS::Queue", dead.url);
  await send(main.url, "poison");
  await receive(main.url);
  await cloud.clock.advance(10_000);
  expect(bodies(await receive(main.url))).toEqual(["poison"]);
});

test("a message is removed when it is as old as the retention period, in flight or not, and younger ones stay", async () => {
  const { url } = await queue("main", { MessageRetentionPeriod: 60, VisibilityTimeout: 3_600 });
  await send(url, "held");
  const [held] = await receive(url);
  await send(url, "old");
  await cloud.clock.advance(1_000);
  await send(url, "young");
  await cloud.clock.advance(58_999);
  expect(await depth(url)).toBe("2");
  await cloud.clock.advance(1);
  expect(await depth(url)).toBe("1");
  expect(bodies(await receive(url))).toEqual(["young"]);
  await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: held!.ReceiptHandle! }));
  await cloud.clock.advance(3_600_000);
  expect(await receive(url)).toEqual([]);
});

test("the age of a message continues to count in the dead-letter queue", async () => {
  const dead = await queue("dead", { MessageRetentionPeriod: 60 });
  const policy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 };
  const main = await queue("main", { VisibilityTimeout: 40, RedrivePolicy: policy });
  await send(main.url, "poison");
  await receive(main.url);
  await cloud.clock.advance(40_000);
  expect(await receive(main.url)).toEqual([]);
  expect(await depth(dead.url)).toBe("1");
  await cloud.clock.advance(20_000);
  expect(await depth(dead.url)).toBe("0");
});

/** A long poll that has come so far that it waits for the queue. */
async function longPoll(
  url: string,
  seconds?: number,
): Promise<{ answer: Promise<Message[]>; over: () => boolean }> {
  const after = cloud.clock.after.bind(cloud.clock);
  let over = false;
  let answer: Promise<Message[]> = Promise.resolve([]);
  await new Promise<void>((waits) => {
    const spy = jest.spyOn(cloud.clock, "after").mockImplementation((...args) => {
      spy.mockRestore();
      waits();
      return after(...args);
    });
    answer = receive(url, seconds).finally(() => {
      over = true;
    });
  });
  return { answer, over: () => over };
}

test("a long poll is answered as soon as there is a message", async () => {
  const { url } = await queue("main");
  const { answer } = await longPoll(url, 20);
  await send(url, "fresh");
  expect(bodies(await answer)).toEqual(["fresh"]);
});

test("a long poll is answered when a delayed message becomes visible", async () => {
  const { url } = await queue("main");
  await send(url, "later", 5);
  const { answer, over } = await longPoll(url, 20);
  await cloud.clock.advance(4_999);
  expect([await depth(url), over()]).toEqual(["0", false]);
  await cloud.clock.advance(1);
  expect(bodies(await answer)).toEqual(["later"]);
});

test.each([
  ["its own waiting time", {}, 20],
  ["the queue's waiting time", { ReceiveMessageWaitTimeSeconds: 20 }, undefined],
])("a long poll without messages ends after %s", async (_, properties, seconds) => {
  const { url } = await queue("main", properties);
  const { answer, over } = await longPoll(url, seconds);
  await cloud.clock.advance(19_999);
  expect([await depth(url), over()]).toEqual(["0", false]);
  await cloud.clock.advance(1);
  expect(await answer).toEqual([]);
});

test("a receive without a waiting time is answered at once", async () => {
  const { url } = await queue("main");
  expect(await receive(url)).toEqual([]);
});
