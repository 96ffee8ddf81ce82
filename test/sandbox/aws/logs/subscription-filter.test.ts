import { gunzipSync } from "node:zlib";
import { CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { type CloudClients, cloudClients } from "../../../support/sandbox-cloud";
import { deployFunction } from "../support/functions";
import { seenBy } from "../support/log-messages";

interface Payload {
  readonly messageType: string;
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly subscriptionFilters: string[];
  readonly logEvents: { id: string; timestamp: number; message: string }[];
}

let cloud: SandboxCloud;
let clients: CloudClients;
let functionArn: string;
let sourceArn: string;

beforeEach(async () => {
  cloud = await startSandboxCloud();
  clients = cloudClients(cloud);
  functionArn = await deployFunction(cloud, {
    name: "reader",
    body: "console.log('SEEN ' + JSON.stringify(event));",
  });
  const group = await cloud.resources.create("AWS::Logs::LogGroup", { LogGroupName: "/flows" });
  sourceArn = String(group.attributes["Arn"]);
  await clients.logs.send(new CreateLogStreamCommand({ logGroupName: "/flows", logStreamName: "eni-1" }));
});

afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

const permit = (changes: object = {}) =>
  cloud.resources.create("AWS::Lambda::Permission", {
    Action: "lambda:InvokeFunction",
    FunctionName: "reader",
    Principal: "logs.amazonaws.com",
    SourceArn: sourceArn,
    ...changes,
  });

const subscribe = (FilterName: string, FilterPattern = "") =>
  cloud.resources.create("AWS::Logs::SubscriptionFilter", {
    FilterName,
    LogGroupName: "/flows",
    FilterPattern,
    DestinationArn: functionArn,
  });

const put = (...messages: string[]) =>
  clients.logs.send(
    new PutLogEventsCommand({
      logGroupName: "/flows",
      logStreamName: "eni-1",
      logEvents: messages.map((message) => ({ message, timestamp: cloud.clock.now() })),
    }),
  );

const payloads = async () => {
  const events = await seenBy<{ awslogs: { data: string } }>(clients, "reader");
  return events.map(
    ({ awslogs }) => JSON.parse(gunzipSync(Buffer.from(awslogs.data, "base64")).toString()) as Payload,
  );
};

const total = (name: string) =>
  cloud.metrics.total({
    namespace: "AWS/Logs",
    name,
    dimensions: { LogGroupName: "/flows", DestinationType: "Lambda", FilterName: "own" },
  });

test("a filter is refused while the function does not let this log group invoke it", async () => {
  const refusal = {
    code: "InvalidParameterException",
    message: expect.stringContaining("Could not execute"),
  };
  await expect(subscribe("own")).rejects.toMatchObject(refusal);
  await permit({ SourceArn: sourceArn.replace("/flows", "/others") });
  await expect(subscribe("own")).rejects.toMatchObject(refusal);
  await permit({ SourceAccount: "210987654321" });
  await expect(subscribe("own")).rejects.toMatchObject(refusal);
  await permit();
  await subscribe("own");
});

test("a log group accepts two filters and refuses the third until one is deleted", async () => {
  await permit();
  const { id } = await subscribe("one");
  await subscribe("two");
  await expect(subscribe("three")).rejects.toMatchObject({ code: "LimitExceededException" });
  await cloud.resources.delete("AWS::Logs::SubscriptionFilter", id);
  await subscribe("three");
});

test("a filter with a pattern that cannot be read is refused", async () => {
  await permit();
  await expect(subscribe("own", "[a")).rejects.toMatchObject({ code: "InvalidParameterException" });
});

test("the function gets a control message first, then the matching events gzipped in base64", async () => {
  await permit();
  await subscribe("own", "ACCEPT");
  const timestamp = cloud.clock.now();
  await put("a ACCEPT", "b REJECT", "c ACCEPT");
  await cloud.clock.advance(5000);
  const [control, data, ...others] = await payloads();
  expect(control).toMatchObject({ messageType: "CONTROL_MESSAGE", logEvents: [{ id: "" }] });
  expect(data).toEqual({
    messageType: "DATA_MESSAGE",
    owner: "123456789012",
    logGroup: "/flows",
    logStream: "eni-1",
    subscriptionFilters: ["own"],
    logEvents: [
      { id: expect.stringMatching(/^\d{56}$/), timestamp, message: "a ACCEPT" },
      { id: expect.stringMatching(/^\d{56}$/), timestamp, message: "c ACCEPT" },
    ],
  });
  expect(others).toEqual([]);
  expect(total("ForwardedLogEvents")).toBe(2);
});

test("the function is not invoked when no event matches", async () => {
  await permit();
  await subscribe("own", "ACCEPT");
  await put("b REJECT");
  await cloud.clock.advance(60_000);
  expect(await payloads()).toHaveLength(1);
});

test.each(["logs.amazonaws.com", "logs.us-east-1.amazonaws.com"])(
  "%s is accepted as the principal of the permission",
  async (Principal) => {
    await permit({ Principal });
    await expect(subscribe("filter")).resolves.toBeDefined();
  },
);

test.each(["logs.eu-west-1.amazonaws.com", "events.amazonaws.com"])(
  "%s as the principal of the permission allows nothing",
  async (Principal) => {
    await permit({ Principal });
    await expect(subscribe("filter")).rejects.toThrow("Could not execute the lambda function");
  },
);

test("events are lost and counted when the permission is removed", async () => {
  const { id } = await permit();
  await subscribe("own");
  await cloud.resources.delete("AWS::Lambda::Permission", id);
  await put("a", "b");
  await cloud.clock.advanceUntilIdle(3_600_000);
  expect(await payloads()).toHaveLength(1);
  expect(total("DeliveryErrors")).toBe(2);
});
