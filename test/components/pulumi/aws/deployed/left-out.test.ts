import path from "node:path";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { InProcessAwsStack } from "../../../../dynamic-providers/stacks/in-process-aws-stack";
import { cloudClients } from "../../../../support/sandbox-cloud";

const PROGRAM = path.resolve(__dirname, "../../../../fixtures/programs/flow-logs");

let stack: InProcessAwsStack;
afterEach(() => stack.close());

/** Deploys the component without something, through the real CLI. */
async function deployWithout(leftOut: object) {
  stack = await InProcessAwsStack.create(PROGRAM, { LEAVE_OUT: JSON.stringify(leftOut) });
  return stack.run("up");
}

/** Flows in the PCE after three minutes of traffic. */
async function flows() {
  await stack.play(3);
  return stack.sandbox.pce.store.traffic.size;
}

test("flows arrive when nothing is left out", async () => {
  expect(await deployWithout({})).toMatchObject({ code: 0 });
  expect(await flows()).toBeGreaterThan(50);
});

test.each([
  [
    "permission to call normalise",
    { resource: "lambda/permission:Permission" },
    "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission",
  ],
  [
    "statement to keep failures in the bucket",
    { action: "s3:PutObject" },
    "The function's execution role does not have permissions to call PutObject on S3",
  ],
  [
    "statement to empty the flow queue",
    { action: "sqs:ReceiveMessage" },
    "The provided execution role does not have permissions to call ReceiveMessage on SQS",
  ],
])("the deployment fails without the %s", async (_what, leftOut, refusal) => {
  const { code, text } = await deployWithout(leftOut);
  expect(text).toContain(refusal);
  expect(code).not.toBe(0);
});

test.each([
  ["subscription", { resource: "cloudwatch/logSubscriptionFilter:LogSubscriptionFilter" }],
  ["mapping of the flow queue", { resource: "lambda/eventSourceMapping:EventSourceMapping" }],
  ["statement to write flow logs", { action: "logs:PutLogEvents" }],
  ["statement to fill the flow queue", { action: "sqs:SendMessage" }],
  ["statement to read the secret", { action: "secretsmanager:GetSecretValue" }],
  ["variable that names the flow queue", { variable: "ILLUMIO_FLOW_QUEUE_URL" }],
  ["variable that tells the formats of log groups", { variable: "ILLUMIO_FLOW_LOG_FORMATS" }],
  ["variable that names the secret", { variable: "ILLUMIO_PCE_SECRET_ARN" }],
  ["variable that names the queue of refused lines", { variable: "ILLUMIO_REFUSED_QUEUE_URL" }],
  ["variable that names the dead-letter queue", { variable: "ILLUMIO_DEAD_LETTER_QUEUE_URL" }],
  ["order of the fields that normalise was told", { order: true }],
])("no flow arrives without the %s", async (_what, leftOut) => {
  expect(await deployWithout(leftOut)).toMatchObject({ code: 0 });
  expect(await flows()).toBe(0);
});

test.each([
  ["goes to the dead-letter queue", {}, false],
  [
    "comes again without upload's statement to send, and the log says why",
    { action: "sqs:SendMessage", of: "upload" },
    true,
  ],
])("a message that cannot be read %s", async (_what, leftOut, isRefused) => {
  expect(await deployWithout(leftOut)).toMatchObject({ code: 0 });
  const { aws } = stack.sandbox;
  const queues = aws.resources.list().filter(({ type }) => type === "AWS::SQS::Queue");
  const flowQueue = queues.find(({ id }) => id.includes("flows"))!;
  const clients = cloudClients(aws);
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: flowQueue.id, MessageBody: "not ours" }));
  clients.destroy();
  await aws.clock.advance(10 * 60_000);
  const log = await stack.functionLog();
  expect(log).toContain("cannot be read: flow message of 8 characters");
  expect(/is not in the dead-letter queue: .*AccessDenied/.test(log)).toBe(isRefused);
});
