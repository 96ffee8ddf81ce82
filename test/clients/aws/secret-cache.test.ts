import { SecretCache } from "../../../clients/aws/secret-cache";
import { type SandboxCloud, startSandboxCloud } from "../../../sandbox/aws/sandbox-cloud";

const TYPE = "AWS::SecretsManager::Secret";
const environment = process.env;
let cloud: SandboxCloud;
let arn: string;

beforeEach(async () => {
  cloud = await startSandboxCloud({ seed: 5, region: "eu-central-1" });
  arn = (await cloud.resources.create(TYPE, { Name: "pce", SecretString: "first" })).id;
  process.env = {
    ...environment,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: "us-west-2",
    AWS_ACCESS_KEY_ID: cloud.accessKeyId,
    AWS_SECRET_ACCESS_KEY: cloud.secretAccessKey,
  };
});
afterEach(async () => {
  process.env = environment;
  await cloud.close();
});

const change = (text: string) => cloud.resources.update(TYPE, arn, { Name: "pce", SecretString: text });

test("a secret is read in the region of its ARN, wherever the function runs", async () => {
  expect(arn).toContain(":eu-central-1:");
  expect(await new SecretCache(arn).read()).toBe("first");
});

test("a secret is kept for its time to live and then read again", async () => {
  let now = 0;
  const secret = new SecretCache(arn, { timeToLiveInSeconds: 300, now: () => now });
  await secret.read();
  await change("second");
  now = 299_999;
  expect(await secret.read()).toBe("first");
  now = 300_000;
  expect(await secret.read()).toBe("second");
});

test("a secret is read again at once when the cache is told to forget it", async () => {
  const secret = new SecretCache(arn);
  await secret.read();
  await change("second");
  secret.forget();
  expect(await secret.read()).toBe("second");
});

test("a failed read is not cached", async () => {
  const secret = new SecretCache(arn);
  const end = cloud.outages.begin({ service: "secretsmanager", code: "AccessDeniedException", status: 400 });
  await expect(secret.read()).rejects.toThrow(
    /^secret arn:aws:secretsmanager:.*: cannot be read: AccessDeniedException/,
  );
  end();
  expect(await secret.read()).toBe("first");
});

test("a secret without a value is an error that names it", async () => {
  const empty = (await cloud.resources.create(TYPE, { Name: "empty" })).id;
  await expect(new SecretCache(empty).read()).rejects.toThrow(empty);
});

test.each([
  "pce",
  "arn:aws:sqs:us-east-1:123456789012:secret:x",
  "arn:aws:secretsmanager:us-east-1:1:secret:x",
])("the text %s is refused as the ARN of a secret", (text) => {
  expect(() => new SecretCache(text)).toThrow(
    `secret ARN: must look like arn:aws:secretsmanager:us-east-1:123456789012:secret:name-AbCdEf, got '${text}'`,
  );
});
