import { InvokeCommand } from "@aws-sdk/client-lambda";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { allow, type CloudClients, cloudClients } from "../../../support/sandbox-cloud";
import { deployFunction } from "../support/functions";

const Bucket = "lost";
const MAY_WRITE = allow("s3:PutObject", `arn:aws:s3:::${Bucket}/*`);
const START = Date.UTC(2026, 8, 1, 9);

let cloud: SandboxCloud;
let clients: CloudClients;

beforeEach(async () => {
  cloud = await startSandboxCloud({ startTime: START });
  clients = cloudClients(cloud);
  await cloud.resources.create("AWS::S3::Bucket", { BucketName: Bucket });
});

afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

const fail = "throw new Error('no PCE');";

const deploy = (body = fail) =>
  deployFunction(cloud, { name: "f", body }).then(async () => {
    await cloud.resources.create("AWS::IAM::RolePolicy", {
      RoleName: "f-role",
      PolicyName: "record",
      PolicyDocument: { Version: "2012-10-17", Statement: [MAY_WRITE] },
    });
  });

const configure = (changes: object = {}) =>
  cloud.resources.create("AWS::Lambda::EventInvokeConfig", {
    FunctionName: "f",
    Qualifier: "$LATEST",
    DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${Bucket}` } },
    ...changes,
  });

const accept = async (event: unknown) => {
  const Payload = Buffer.from(JSON.stringify(event));
  const { StatusCode } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: "f", InvocationType: "Event", Payload }),
  );
  expect(StatusCode).toBe(202);
};

const metric = (name: string) =>
  cloud.metrics.total({ namespace: "AWS/Lambda", name, dimensions: { FunctionName: "f" } });

/** Times of invocations, in seconds after the start. */
const attempts = () =>
  cloud.metrics
    .points({ namespace: "AWS/Lambda", name: "Invocations", dimensions: { FunctionName: "f" } })
    .map(({ time }) => (time - START) / 1000);

const keys = async () =>
  (await clients.s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key!) ?? [];

test("a failing event is retried after one minute and after two more, then its record is in the bucket", async () => {
  await deploy();
  await configure();
  await accept({ records: 3 });
  await cloud.clock.advance(179_999);
  expect(attempts()).toEqual([0, 60]);
  expect(await keys()).toEqual([]);
  await cloud.clock.advance(1);
  expect(attempts()).toEqual([0, 60, 180]);
  const [key, ...others] = await keys();
  expect(others).toEqual([]);
  expect(key).toMatch(/^aws\/lambda\/async\/f\/2026\/09\/01\/2026-09-01T09\.03\.00-[0-9a-f-]{36}$/);
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key: key! }));
  expect(JSON.parse(await Body!.transformToString())).toMatchObject({
    version: "1.0",
    requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 3 },
    requestPayload: { records: 3 },
    responseContext: { statusCode: 200, functionError: "Unhandled" },
    responsePayload: { errorType: "Error", errorMessage: "no PCE" },
  });
  expect(metric("AsyncEventsDropped")).toBe(1);
  expect(metric("DestinationDeliveryFailures")).toBe(0);
  expect(await cloud.clock.advanceUntilIdle(86_400_000)).toBe(true);
  expect(attempts()).toHaveLength(3);
});

test("an event that succeeds is tried once and leaves no record", async () => {
  await deploy("return event;");
  await configure();
  await accept({});
  await cloud.clock.advanceUntilIdle(3_600_000);
  expect(attempts()).toEqual([0]);
  expect(await keys()).toEqual([]);
});

test("an event goes to the destination after its first failure when there are no retries", async () => {
  await deploy();
  await configure({ MaximumRetryAttempts: 0 });
  await accept({});
  await cloud.clock.advance(0);
  expect(attempts()).toEqual([0]);
  expect(await keys()).toHaveLength(1);
});

test("an event is given up when it would be too old at its next retry", async () => {
  await deploy();
  await configure({ MaximumEventAgeInSeconds: 120 });
  await accept({});
  await cloud.clock.advanceUntilIdle(3_600_000);
  expect(attempts()).toEqual([0, 60]);
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key: (await keys())[0]! }));
  expect(JSON.parse(await Body!.transformToString())).toMatchObject({
    requestContext: { condition: "EventAgeExceeded", approximateInvokeCount: 2 },
  });
});

test("a record is lost when the role may no longer write it, and only a metric counts it", async () => {
  await deploy();
  await configure();
  await cloud.resources.delete("AWS::IAM::RolePolicy", "record|f-role");
  await accept({});
  await cloud.clock.advanceUntilIdle(3_600_000);
  expect(attempts()).toHaveLength(3);
  expect(metric("DestinationDeliveryFailures")).toBe(1);
  expect(await keys()).toEqual([]);
});

test("a destination that the role may not write to is refused", async () => {
  await deployFunction(cloud, { name: "f", body: fail });
  await expect(configure()).rejects.toMatchObject({
    code: "InvalidParameterValueException",
    message: expect.stringContaining("does not have permissions to call PutObject"),
  });
});
