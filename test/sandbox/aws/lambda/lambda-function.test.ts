import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { allow, type CloudClients, cloudClients, functionArchive } from "../../../support/sandbox-cloud";
import { deployFunction, invoke } from "../support/functions";
import { messagesOf } from "../support/log-messages";

const SDK = JSON.stringify(require.resolve("@aws-sdk/client-sqs"));

let cloud: SandboxCloud;
let clients: CloudClients;

beforeEach(async () => {
  cloud = await startSandboxCloud();
  clients = cloudClients(cloud);
});

afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

test("a function's environment has the variables that were set and those of Lambda, and none of this process", async () => {
  process.env["LEAKED_BY_THE_TEST"] = "yes";
  try {
    const properties = { Environment: { Variables: { PCE_HOST: "pce.example.com" } }, MemorySize: 256 };
    await deployFunction(cloud, { name: "env", body: "return process.env;", properties });
    const { value } = await invoke(clients, "env");
    expect(value).toMatchObject({
      PCE_HOST: "pce.example.com",
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_FUNCTION_NAME: "env",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_ENDPOINT_URL: cloud.endpoint,
      TZ: ":UTC",
    });
    const others = Object.keys(value).filter((name) => !/^(AWS_|LAMBDA_)/.test(name));
    const expected = ["HOME", "LANG", "NODE_PATH", "PATH", "PCE_HOST", "TZ", "_HANDLER"];
    // macOS adds a variable of its own to every process; Node.js adds its channel to the parent.
    expect(others.filter((name) => !/^(__CF_|NODE_CHANNEL_)/.test(name)).sort()).toEqual(expected.sort());
  } finally {
    delete process.env["LEAKED_BY_THE_TEST"];
  }
});

test.each([
  [{ AWS_REGION: "eu-west-1" }, "reserved keys"],
  [{ "1ST": "x" }, "does not satisfy"],
  [{ LONG: "x".repeat(4096) }, "exceeded the 4KB limit"],
])("the variables %p are refused", async (Variables, message) => {
  const properties = { Environment: { Variables } };
  await expect(deployFunction(cloud, { name: "env", body: "", properties })).rejects.toMatchObject({
    code: "InvalidParameterValueException",
    message: expect.stringContaining(message),
  });
});

test("a function may do what its role allows, and gets an error for the rest", async () => {
  const url = (await cloud.resources.create("AWS::SQS::Queue", { QueueName: "q" })).id;
  const body = `const { SQSClient, SendMessageCommand, GetQueueAttributesCommand } = require(${SDK});
    const sqs = new SQSClient({});
    await sqs.send(new SendMessageCommand({ QueueUrl: event.url, MessageBody: "one" }));
    return sqs.send(new GetQueueAttributesCommand({ QueueUrl: event.url })).then(() => "allowed", (error) => error.name + ": " + error.message);`;
  const statements = [allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:q")];
  await deployFunction(cloud, { name: "sender", body, statements, properties: { Timeout: 30 } });
  const { value } = await invoke(clients, "sender", { url });
  expect(value).toMatch(
    /^AccessDenied.*: User: arn:aws:sts::123456789012:assumed-role\/sender-role\/sender is not authorized to perform: sqs:GetQueueAttributes/i,
  );
});

test("a function whose role Lambda may not assume is refused", async () => {
  const role = await cloud.resources.create("AWS::IAM::Role", {
    RoleName: "other",
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
  });
  const created = cloud.resources.create("AWS::Lambda::Function", {
    FunctionName: "f",
    Role: role.attributes["Arn"],
    Code: functionArchive(""),
    Handler: "index.handler",
    Runtime: "nodejs22.x",
  });
  await expect(created).rejects.toMatchObject({ message: expect.stringContaining("cannot be assumed") });
});

test("a function that runs longer than its timeout is killed and starts anew for the next event", async () => {
  const body =
    "globalThis.count = (globalThis.count ?? 0) + 1; if (event.hang) await new Promise((resolve) => setInterval(resolve, 1e8)); return globalThis.count;";
  await deployFunction(cloud, { name: "slow", body, properties: { Timeout: 1 } });
  expect(await invoke(clients, "slow")).toEqual({ error: undefined, value: 1 });
  expect(await invoke(clients, "slow", { hang: true })).toMatchObject({
    error: "Unhandled",
    value: {
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringContaining("timed out after 1.00 seconds"),
    },
  });
  expect(await invoke(clients, "slow")).toEqual({ error: undefined, value: 1 });
  const dimensions = { FunctionName: "slow" };
  expect(cloud.metrics.total({ namespace: "AWS/Lambda", name: "Errors", dimensions })).toBe(1);
  expect(cloud.metrics.total({ namespace: "AWS/Lambda", name: "Invocations", dimensions })).toBe(3);
  const durations = cloud.metrics.points({ namespace: "AWS/Lambda", name: "Duration", dimensions });
  expect(durations[1]!.value).toBeGreaterThan(990);
  expect(durations[1]!.value).toBeLessThan(3000);
});

test.each([
  ["throw new TypeError('bad');", { errorType: "TypeError", errorMessage: "bad" }],
  [
    "process.exit(3);",
    { errorType: "Runtime.ExitError", errorMessage: expect.stringContaining("exit status 3") },
  ],
])("the handler %j fails the invocation, not the sandbox", async (body, failure) => {
  await deployFunction(cloud, { name: "bad", body });
  expect(await invoke(clients, "bad")).toEqual({
    error: "Unhandled",
    value: expect.objectContaining(failure),
  });
});

test("what a function prints is in its log group, between START and REPORT", async () => {
  await deployFunction(cloud, { name: "talk", body: "console.log('hello'); console.error('help');" });
  await invoke(clients, "talk");
  const messages = await messagesOf(clients, "/aws/lambda/talk");
  expect(messages[0]).toMatch(/^START RequestId: /);
  expect(messages.filter((line) => /hello|help/.test(line))).toHaveLength(2);
  expect(messages.at(-1)).toMatch(/^REPORT RequestId: /);
});

test("changed code and settings are used for the next event", async () => {
  await deployFunction(cloud, { name: "f", body: "return 'old';" });
  expect((await invoke(clients, "f")).value).toBe("old");
  const { properties } = cloud.resources.read("AWS::Lambda::Function", "f")!;
  await cloud.resources.update("AWS::Lambda::Function", "f", {
    ...properties,
    Code: functionArchive("exports.handler = async () => process.env.NEW;"),
    Environment: { Variables: { NEW: "new" } },
  });
  expect((await invoke(clients, "f")).value).toBe("new");
});

test("a function that does not exist is not found", async () => {
  await expect(invoke(clients, "none")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
