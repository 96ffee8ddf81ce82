import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetQueueAttributesCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { allow, type CloudClients, cloudClients } from "../../../support/sandbox-cloud";
import { deployFunction } from "../support/functions";
import { seenBy } from "../support/log-messages";

const QUEUE = "arn:aws:sqs:us-east-1:123456789012:q";
const NEEDED = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

let cloud: SandboxCloud;
let clients: CloudClients;
let url: string;

beforeEach(async () => {
  cloud = await startSandboxCloud({ seed: 5 });
  clients = cloudClients(cloud);
  url = (await cloud.resources.create("AWS::SQS::Queue", { QueueName: "q", VisibilityTimeout: 60 })).id;
});

afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

/** A function that prints the bodies it gets, and answers with `answer`. */
const deploy = (answer = "undefined", actions: readonly string[] = NEEDED) =>
  deployFunction(cloud, {
    name: "f",
    body: `const bodies = event.Records.map(({ body }) => body); console.log('SEEN ' + JSON.stringify(bodies)); return ${answer};`,
    statements: actions.length === 0 ? [] : [allow(actions, QUEUE)],
    properties: { Timeout: 30 },
  });

const map = (changes: object = {}) =>
  cloud.resources.create("AWS::Lambda::EventSourceMapping", {
    EventSourceArn: QUEUE,
    FunctionName: "f",
    ...changes,
  });

const send = async (...bodies: string[]) => {
  for (let start = 0; start < bodies.length; start += 10) {
    const Entries = bodies
      .slice(start, start + 10)
      .map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
    await clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  }
};

const batches = () => seenBy<string[]>(clients, "f");
const sizes = async () => (await batches()).map(({ length }) => length).sort((a, b) => b - a);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);

/** Messages that are still in the queue, visible or not. */
const left = async () => {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
  );
  return (
    Number(Attributes["ApproximateNumberOfMessages"]) +
    Number(Attributes["ApproximateNumberOfMessagesNotVisible"])
  );
};

describe("a mapping is refused", () => {
  it.each(NEEDED)("when the function's role may not %s", async (action) => {
    await deploy(
      "undefined",
      NEEDED.filter((other) => other !== action),
    );
    await expect(map()).rejects.toMatchObject({
      code: "InvalidParameterValueException",
      message: expect.stringContaining(`permissions to call ${action.slice(4)} on SQS`),
    });
  });

  it("when messages become visible again while the function may still run", async () => {
    await deploy();
    await cloud.resources.update("AWS::SQS::Queue", url, { QueueName: "q", VisibilityTimeout: 29 });
    await expect(map()).rejects.toMatchObject({
      message: "Queue visibility timeout: 29 seconds is less than Function timeout: 30 seconds",
    });
    await cloud.resources.update("AWS::SQS::Queue", url, { QueueName: "q", VisibilityTimeout: 30 });
    await map();
  });

  it("when it asks for more than ten messages without a window", async () => {
    await deploy();
    await expect(map({ BatchSize: 11 })).rejects.toMatchObject({ code: "InvalidParameterValueException" });
    await map({ BatchSize: 11, MaximumBatchingWindowInSeconds: 1 });
  });

  it("when the function already has one for the queue", async () => {
    await deploy();
    await map();
    await expect(map()).rejects.toMatchObject({ code: "ResourceConflictException" });
  });

  it("when the queue does not exist", async () => {
    await deploy();
    await expect(map({ EventSourceArn: `${QUEUE}2` })).rejects.toMatchObject({
      message: expect.stringContaining("NonExistentQueue"),
    });
  });
});

describe("with a window of 20 seconds and batches of 12", () => {
  beforeEach(async () => {
    await deploy();
    await map({ BatchSize: 12, MaximumBatchingWindowInSeconds: 20 });
  });

  it("a few messages wait for the window and arrive together", async () => {
    await send("a");
    await cloud.clock.advance(10_000);
    await send("b");
    await cloud.clock.advance(9999);
    expect(await batches()).toEqual([]);
    await cloud.clock.advance(1);
    expect(await batches()).toEqual([["a", "b"]]);
    expect(await left()).toBe(0);
  });

  it("a full batch does not wait, but what does not fill another one does", async () => {
    await send(...numbers(15));
    await cloud.clock.advance(0);
    expect(await sizes()).toEqual([12]);
    await cloud.clock.advance(19_999);
    expect(await sizes()).toEqual([12]);
    await cloud.clock.advance(1);
    expect(await sizes()).toEqual([12, 3]);
    expect(await left()).toBe(0);
  });
});

describe("with partial batch responses", () => {
  const failuresOf = (condition: string) =>
    `({ batchItemFailures: event.Records.filter(({ body, attributes }) => ${condition}).map(({ messageId }) => ({ itemIdentifier: messageId })) })`;

  const run = async (answer: string) => {
    await deploy(answer);
    await map({ FunctionResponseTypes: ["ReportBatchItemFailures"] });
    await send("a", "b", "c");
    await cloud.clock.advance(0);
    expect((await batches()).flat().sort()).toEqual(["a", "b", "c"]);
  };

  it("only the reported messages are delivered again, when their visibility timeout is over", async () => {
    await run(failuresOf("body === 'b' && attributes.ApproximateReceiveCount === '1'"));
    expect(await left()).toBe(1);
    await cloud.clock.advance(59_999);
    expect((await batches()).flat()).toHaveLength(3);
    await cloud.clock.advance(1);
    expect((await batches()).flat().slice(3)).toEqual(["b"]);
    expect(await left()).toBe(0);
  });

  it.each(["undefined", "null", "({})", "({ batchItemFailures: [] })", "({ batchItemFailures: null })"])(
    "the answer %s means that nothing failed",
    async (answer) => {
      await run(answer);
      expect(await left()).toBe(0);
    },
  );

  it.each([
    "({ batchItemFailures: [{ itemIdentifier: '' }] })",
    "({ batchItemFailures: [{ itemIdentifier: null }] })",
    "({ batchItemFailures: [{ messageId: event.Records[0].messageId }] })",
    "({ batchItemFailures: [null] })",
    "({ batchItemFailures: 'a' })",
  ])("the malformed answer %s means that everything failed", async (answer) => {
    await run(answer);
    expect(await left()).toBe(3);
  });
});

test("without partial batch responses the same answer fails nothing", async () => {
  await deploy("({ batchItemFailures: [{ itemIdentifier: event.Records[0].messageId }] })");
  await map();
  await send("a");
  await cloud.clock.advance(0);
  expect(await left()).toBe(0);
});

test("a failed invocation keeps the whole batch", async () => {
  await deploy("Promise.reject(new Error('no'))");
  await map();
  await send("a", "b");
  await cloud.clock.advance(0);
  expect(await left()).toBe(2);
});

test("no more batches run at once than the mapping allows", async () => {
  // Each invocation leaves a file while it runs, and looks for a while at how many there are.
  const directory = await mkdtemp(path.join(tmpdir(), "at-once-"));
  const body = `const fs = require("node:fs"); const base = ${JSON.stringify(directory)};
    const own = base + "/" + context.awsRequestId;
    fs.writeFileSync(own, "");
    let most = 0;
    for (let turn = 0; turn < 20; turn++) { most = Math.max(most, fs.readdirSync(base).length); await new Promise((resolve) => setTimeout(resolve, 10)); }
    fs.rmSync(own);
    console.log("SEEN " + most);`;
  await deployFunction(cloud, {
    name: "f",
    body,
    statements: [allow(NEEDED, QUEUE)],
    properties: { Timeout: 30 },
  });
  await send(...numbers(6));
  await map({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
  await cloud.clock.advance(0);
  const most = await seenBy<number>(clients, "f");
  expect(most).toHaveLength(6);
  expect(Math.max(...most)).toBe(2);
  expect(await left()).toBe(0);
  await rm(directory, { recursive: true });
});

test("a disabled mapping takes no message until it is enabled", async () => {
  await deploy();
  const { id, properties } = await map({ Enabled: false });
  await send("a");
  await cloud.clock.advance(10_000);
  expect(await left()).toBe(1);
  await cloud.resources.update("AWS::Lambda::EventSourceMapping", id, { ...properties, Enabled: true });
  await cloud.clock.advance(0);
  expect(await left()).toBe(0);
});
