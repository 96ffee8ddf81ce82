import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import {
  allow,
  type CloudClients,
  clientSettings,
  cloudClients,
  policy,
} from "../../../support/sandbox-cloud";
import { deployFunction, invoke, roleCredentials } from "../support/functions";

const ROOT = { AWS: "arn:aws:iam::123456789012:root" };
const DELEGATE = { Effect: "Allow", Principal: ROOT, Action: "kms:*", Resource: "*" };
const NO_KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

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

async function createKey(properties: object = {}): Promise<{ id: string; arn: string }> {
  const { id, attributes } = await cloud.resources.create("AWS::KMS::Key", properties);
  return { id, arn: String(attributes["Arn"]) };
}

const nameOf = (error: Error) => error.name;

describe("a queue with a key", () => {
  /** How sending and receiving end for a role that may do everything with queues, and these actions with keys. */
  async function answers(arn: string, actions: readonly string[]): Promise<string[]> {
    const { id: QueueUrl } = await cloud.resources.create("AWS::SQS::Queue", { KmsMasterKeyId: arn });
    const key = actions.length > 0 ? [allow(actions, arn)] : [];
    const credentials = await roleCredentials(cloud, clients, [allow("sqs:*", "*"), ...key]);
    const sqs = new SQSClient({ ...clientSettings(cloud), credentials });
    const sent = await sqs
      .send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }))
      .then(() => "fine", nameOf);
    const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl })).then(() => "fine", nameOf);
    sqs.destroy();
    return [sent, received];
  }

  test.each([
    [
      ["kms:GenerateDataKey", "kms:Decrypt"],
      ["fine", "fine"],
    ],
    [["kms:Decrypt"], ["KmsAccessDenied", "fine"]],
    [["kms:GenerateDataKey"], ["KmsAccessDenied", "KmsAccessDenied"]],
    [[], ["KmsAccessDenied", "KmsAccessDenied"]],
  ])("answers a role that may %j with %j when it sends and receives", async (actions, expected) => {
    expect(await answers((await createKey()).arn, actions)).toEqual(expected);
  });

  test("is useless to every role when the policy of the key does not leave it to them", async () => {
    const KeyPolicy = policy([{ ...DELEGATE, Action: "kms:Describe*" }]);
    expect(await answers((await createKey({ KeyPolicy })).arn, ["kms:*"])).toEqual([
      "KmsAccessDenied",
      "KmsAccessDenied",
    ]);
  });

  test("needs no more than the policy of a key that names the role", async () => {
    const role = { AWS: "arn:aws:iam::123456789012:role/keys-role" };
    const KeyPolicy = policy([{ Effect: "Allow", Principal: role, Action: "kms:*", Resource: "*" }]);
    expect(await answers((await createKey({ KeyPolicy })).arn, [])).toEqual(["fine", "fine"]);
  });

  test.each([
    ["disabled", "KmsDisabled"],
    ["deleted", "KmsInvalidState"],
  ])("refuses everybody with the reason when the key is %s", async (how, code) => {
    const { id, arn } = await createKey();
    const { id: QueueUrl } = await cloud.resources.create("AWS::SQS::Queue", { KmsMasterKeyId: arn });
    if (how === "disabled") await cloud.resources.update("AWS::KMS::Key", id, { Enabled: false });
    else await cloud.resources.delete("AWS::KMS::Key", id);
    const sent = clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    await expect(sent).rejects.toMatchObject({ name: code });
  });

  test("is refused when the key does not exist, or SQS is to encrypt with its own key too", async () => {
    const create = (properties: object) => cloud.resources.create("AWS::SQS::Queue", properties);
    await expect(create({ KmsMasterKeyId: NO_KEY })).rejects.toMatchObject({ code: "KMS.NotFoundException" });
    const { arn } = await createKey();
    await expect(create({ KmsMasterKeyId: arn, SqsManagedSseEnabled: true })).rejects.toMatchObject({
      code: "InvalidAttributeValue",
    });
  });
});

test.each([
  [
    ["kms:GenerateDataKey", "kms:Decrypt"],
    ["fine", "fine"],
  ],
  [["kms:GenerateDataKey"], ["fine", "AccessDenied"]],
  [["kms:Decrypt"], ["AccessDenied", "fine"]],
])(
  "a bucket with a key answers a role that may %j with %j when it puts and gets",
  async (actions, expected) => {
    const { arn } = await createKey();
    await cloud.resources.create("AWS::S3::Bucket", {
      BucketName: "kept",
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: arn } },
        ],
      },
    });
    await clients.s3.send(new PutObjectCommand({ Bucket: "kept", Key: "old", Body: "x" }));
    const credentials = await roleCredentials(cloud, clients, [allow("s3:*", "*"), allow(actions, arn)]);
    const s3 = new S3Client({ ...clientSettings(cloud), credentials, forcePathStyle: true });
    const put = s3.send(new PutObjectCommand({ Bucket: "kept", Key: "new", Body: "x" }));
    const got = s3.send(new GetObjectCommand({ Bucket: "kept", Key: "old" }));
    expect(await Promise.all([put.then(() => "fine", nameOf), got.then(() => "fine", nameOf)])).toEqual(
      expected,
    );
    s3.destroy();
  },
);

describe("a log group with a key", () => {
  const Action = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"];
  const statement = (service: string, group: string, actions = Action) => ({
    Effect: "Allow",
    Principal: { Service: service },
    Action: actions,
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:us-east-1:123456789012:log-group:${group}`,
      },
    },
  });
  const create = (KmsKeyId: string) =>
    cloud.resources.create("AWS::Logs::LogGroup", { LogGroupName: "/flows", KmsKeyId });

  test.each([
    ["/flows", "logs.us-east-1.amazonaws.com", Action, true],
    ["*", "logs.us-east-1.amazonaws.com", Action, true],
    ["/other", "logs.us-east-1.amazonaws.com", Action, false],
    ["*", "logs.eu-west-1.amazonaws.com", Action, false],
    ["*", "logs.us-east-1.amazonaws.com", Action.slice(1), false],
  ])("for %s, %s and %j is accepted: %p", async (group, service, actions, accepted) => {
    const { arn } = await createKey({ KeyPolicy: policy([DELEGATE, statement(service, group, actions)]) });
    if (accepted) await create(arn);
    else
      await expect(create(arn)).rejects.toMatchObject({
        code: "AccessDeniedException",
        message: expect.stringContaining(
          "does not exist or is not allowed to be used with Arn 'arn:aws:logs:",
        ),
      });
  });

  test("is refused when the key does not exist or lets CloudWatch Logs do nothing", async () => {
    for (const arn of [NO_KEY, (await createKey()).arn])
      await expect(create(arn)).rejects.toMatchObject({ code: "AccessDeniedException" });
  });
});

describe("a function with a key", () => {
  const BODY = "return process.env.WORD;";
  const withKey = (KmsKeyArn: string, statements: readonly object[]) =>
    deployFunction(cloud, {
      name: "sealed",
      body: BODY,
      statements,
      properties: { KmsKeyArn, Environment: { Variables: { WORD: "open" } } },
    });

  test("reads its variables when its role may decrypt them", async () => {
    const { arn } = await createKey();
    await withKey(arn, [allow("kms:Decrypt", arn)]);
    expect(await invoke(clients, "sealed")).toMatchObject({ value: "open" });
  });

  test("does not start when its role may not decrypt its variables", async () => {
    const { arn } = await createKey();
    await withKey(arn, [allow("kms:GenerateDataKey", arn)]);
    const { error, value } = await invoke(clients, "sealed");
    expect(error).toBeDefined();
    expect(value).toMatchObject({
      errorType: "KMSAccessDeniedException",
      errorMessage: expect.stringContaining("unable to decrypt the environment variables"),
    });
  });

  test("is refused when the key does not exist or is disabled", async () => {
    await expect(withKey(NO_KEY, [])).rejects.toMatchObject({ code: "InvalidParameterValueException" });
    await cloud.resources.delete("AWS::Logs::LogGroup", "/aws/lambda/sealed");
    await cloud.resources.delete("AWS::IAM::Role", "sealed-role");
    const { arn } = await createKey({ Enabled: false });
    await expect(withKey(arn, [])).rejects.toMatchObject({ code: "InvalidParameterValueException" });
  });
});
