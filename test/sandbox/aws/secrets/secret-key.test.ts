import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import {
  allow,
  type CloudClients,
  clientSettings,
  cloudClients,
  policy,
} from "../../../support/sandbox-cloud";
import { roleCredentials } from "../support/functions";

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

const secretWith = async (KmsKeyId?: string) =>
  (
    await cloud.resources.create("AWS::SecretsManager::Secret", {
      Name: "pce",
      SecretString: "s3cret",
      KmsKeyId,
    })
  ).id;

async function createKey(properties: object = {}): Promise<{ id: string; arn: string }> {
  const { id, attributes } = await cloud.resources.create("AWS::KMS::Key", properties);
  return { id, arn: String(attributes["Arn"]) };
}

const nameOf = ({ name, message }: Error) => `${name}: ${message}`;
const NO_KMS = "AccessDeniedException: Access to KMS is not allowed";

/** How reading and writing end for a role that may do everything with secrets, and has these statements. */
async function answers(SecretId: string, statements: readonly object[]): Promise<string[]> {
  const credentials = await roleCredentials(cloud, clients, [allow("secretsmanager:*", "*"), ...statements]);
  const secrets = new SecretsManagerClient({ ...clientSettings(cloud), credentials });
  const read = await secrets
    .send(new GetSecretValueCommand({ SecretId }))
    .then(({ SecretString }) => SecretString!, nameOf);
  const written = await secrets
    .send(new PutSecretValueCommand({ SecretId, SecretString: "other" }))
    .then(() => "fine", nameOf);
  secrets.destroy();
  return [read, written];
}

/** A permission that holds only for calls over Secrets Manager of a region. */
const over = (region: string) => ({
  ...allow(["kms:Decrypt", "kms:GenerateDataKey"], "*"),
  Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
});

test.each<[what: string, statements: object[], expected: string[]]>([
  [
    "may decrypt and make data keys",
    [allow(["kms:Decrypt", "kms:GenerateDataKey"], "*")],
    ["s3cret", "fine"],
  ],
  ["may decrypt", [allow("kms:Decrypt", "*")], ["s3cret", NO_KMS]],
  ["may not use the key", [], [NO_KMS, NO_KMS]],
  ["may use the key over Secrets Manager", [over("us-east-1")], ["s3cret", "fine"]],
  ["may use the key over Secrets Manager of another region", [over("us-west-2")], [NO_KMS, NO_KMS]],
])(
  "a secret with a key answers a role that %s accordingly when it reads and writes",
  async (_what, statements, expected) => {
    expect(await answers(await secretWith((await createKey()).arn), statements)).toEqual(expected);
  },
);

test("a role reads nothing when the policy of the key does not leave that to the policies of roles", async () => {
  const Principal = { AWS: "arn:aws:iam::123456789012:root" };
  const KeyPolicy = policy([{ Effect: "Allow", Principal, Action: "kms:Describe*", Resource: "*" }]);
  const { id } = await createKey({ KeyPolicy });
  expect(await answers(await secretWith(id), [allow("kms:*", "*")])).toEqual([NO_KMS, NO_KMS]);
});

test("a secret with the key of AWS needs no permission of KMS", async () => {
  expect(await answers(await secretWith("alias/aws/secretsmanager"), [])).toEqual(["s3cret", "fine"]);
});

test("a secret takes another key and tells it, and nobody reads it when that is disabled", async () => {
  const [first, second] = [await createKey(), await createKey()];
  const SecretId = await secretWith(first.arn);
  const secret = { Name: "pce", SecretString: "s3cret", KmsKeyId: second.arn };
  await cloud.resources.update("AWS::SecretsManager::Secret", SecretId, secret);
  const { KmsKeyId } = await clients.secrets.send(new DescribeSecretCommand({ SecretId }));
  expect(KmsKeyId).toBe(second.arn);
  await cloud.resources.update("AWS::KMS::Key", first.id, { Enabled: false });
  const read = () => clients.secrets.send(new GetSecretValueCommand({ SecretId }));
  expect((await read()).SecretString).toBe("s3cret");
  await cloud.resources.update("AWS::KMS::Key", second.id, { Enabled: false });
  await expect(read()).rejects.toMatchObject({ name: "DecryptionFailure" });
});

test("a key that does not exist is refused", async () => {
  await expect(secretWith("alias/mine")).rejects.toMatchObject({ code: "KMS.NotFoundException" });
});
