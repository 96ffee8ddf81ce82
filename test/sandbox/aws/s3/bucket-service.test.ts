import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import {
  allow,
  type CloudClients,
  clientSettings,
  cloudClients,
  policy,
} from "../../../support/sandbox-cloud";
import { roleCredentials } from "../support/functions";

const Bucket = "records";
const ARN = `arn:aws:s3:::${Bucket}`;

let cloud: SandboxCloud;
let clients: CloudClients;

beforeEach(async () => {
  cloud = await startSandboxCloud();
  clients = cloudClients(cloud);
  await cloud.resources.create("AWS::S3::Bucket", { BucketName: Bucket });
});

afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

const put = (Key: string, Body = "text", s3 = clients.s3) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "application/json" }));

const get = async (Key: string, s3 = clients.s3) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString();

const keys = async (changes: object = {}) =>
  (await clients.s3.send(new ListObjectsV2Command({ Bucket, ...changes }))).Contents?.map(({ Key }) => Key) ??
  [];

test("an object is read as it was put, whatever its key and its bytes", async () => {
  const key = "aws/lambda/async/a b+c%20/ä&<>/2026-09-01T09.00.00";
  const body = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  await clients.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body, ContentType: "image/x" }));
  const got = await clients.s3.send(new GetObjectCommand({ Bucket, Key: key }));
  expect(Buffer.from(await got.Body!.transformToByteArray())).toEqual(body);
  expect(got.ContentType).toBe("image/x");
  expect(await keys()).toEqual([key]);
  const head = await clients.s3.send(new HeadObjectCommand({ Bucket, Key: key }));
  expect(head).toMatchObject({ ContentLength: 256, ETag: got.ETag });
});

test("a second put replaces the object, a delete removes it, and a second delete succeeds", async () => {
  await put("k", "one");
  await put("k", "two");
  expect(await get("k")).toBe("two");
  await clients.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
  await clients.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
  await expect(get("k")).rejects.toMatchObject({ name: "NoSuchKey" });
});

test("a list has the keys below a prefix in order, page by page", async () => {
  for (const key of ["b/2", "a/1", "b/1", "b/3"]) await put(key);
  expect(await keys()).toEqual(["a/1", "b/1", "b/2", "b/3"]);
  expect(await keys({ Prefix: "b/", StartAfter: "b/1" })).toEqual(["b/2", "b/3"]);
  const page = await clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix: "b/", MaxKeys: 2 }));
  expect(page).toMatchObject({ IsTruncated: true, KeyCount: 2 });
  expect(await keys({ Prefix: "b/", ContinuationToken: page.NextContinuationToken })).toEqual(["b/3"]);
});

test("objects are removed when they reach the age of the bucket's lifecycle rule", async () => {
  await cloud.resources.update("AWS::S3::Bucket", Bucket, {
    BucketName: Bucket,
    LifecycleConfiguration: { Rules: [{ Status: "Enabled", ExpirationInDays: 2 }] },
  });
  await put("k");
  await cloud.clock.advance(2 * 86_400_000);
  expect(await keys()).toEqual(["k"]);
  await cloud.clock.advance(1);
  expect(await keys()).toEqual([]);
});

test("a bucket is not deleted while it has objects", async () => {
  await put("k");
  await expect(cloud.resources.delete("AWS::S3::Bucket", Bucket)).rejects.toMatchObject({
    code: "BucketNotEmpty",
  });
  expect(await get("k")).toBe("text");
  await clients.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
  await cloud.resources.delete("AWS::S3::Bucket", Bucket);
  await expect(put("k")).rejects.toMatchObject({ name: "NoSuchBucket" });
});

test("a bucket is refused when its name is taken", async () => {
  const again = cloud.resources.create("AWS::S3::Bucket", { BucketName: Bucket });
  await expect(again).rejects.toMatchObject({ code: "BucketAlreadyOwnedByYou" });
});

test("a call that the sandbox does not implement is refused and changes nothing", async () => {
  await put("k");
  const copy = new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/k` });
  await expect(clients.s3.send(copy)).rejects.toMatchObject({ name: "NotImplemented" });
  const list = new ListObjectsV2Command({ Bucket, Delimiter: "/" });
  await expect(clients.s3.send(list)).rejects.toMatchObject({ name: "NotImplemented" });
  expect(await keys()).toEqual(["k"]);
});

describe("a role", () => {
  const client = async (...statements: object[]) =>
    new S3Client({
      ...clientSettings(cloud),
      credentials: await roleCredentials(cloud, clients, statements),
      forcePathStyle: true,
    });
  const denied = { name: "AccessDenied", $metadata: { httpStatusCode: 403 } };

  it("may do what its policy allows, below the prefix it names, and nothing else", async () => {
    const s3 = await client(allow("s3:PutObject", `${ARN}/own/*`));
    await put("own/k", "mine", s3);
    await expect(put("other/k", "mine", s3)).rejects.toMatchObject(denied);
    await expect(get("own/k", s3)).rejects.toMatchObject(denied);
    await expect(s3.send(new DeleteObjectCommand({ Bucket, Key: "own/k" }))).rejects.toMatchObject(denied);
    await expect(s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(denied);
    expect(await get("own/k")).toBe("mine");
    s3.destroy();
  });

  it("learns that a key is missing only when it may list the bucket", async () => {
    const reader = await client(allow("s3:GetObject", `${ARN}/*`));
    await expect(get("none", reader)).rejects.toMatchObject(denied);
    await cloud.resources.create("AWS::IAM::RolePolicy", {
      RoleName: "keys-role",
      PolicyName: "list",
      PolicyDocument: policy([allow("s3:ListBucket", ARN)]),
    });
    await expect(get("none", reader)).rejects.toMatchObject({ name: "NoSuchKey" });
    reader.destroy();
  });

  it("is stopped by a denial in the bucket's policy", async () => {
    const s3 = await client(allow("s3:*", "*"));
    await cloud.resources.create("AWS::S3::BucketPolicy", {
      Bucket,
      PolicyDocument: policy([
        { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `${ARN}/*` },
      ]),
    });
    await expect(put("k", "text", s3)).rejects.toMatchObject(denied);
    expect(await keys()).toEqual([]);
    s3.destroy();
  });
});
