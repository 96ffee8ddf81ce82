import {
  DeleteObjectsCommand,
  ListObjectsV2Command,
  type ObjectIdentifier,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { allow, type CloudClients, clientSettings, cloudClients } from "../../../support/sandbox-cloud";
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

async function put(...keys: string[]): Promise<void> {
  for (const Key of keys) await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: "text" }));
}

const remove = (Objects: ObjectIdentifier[], more: { Quiet?: boolean } = {}, s3 = clients.s3) =>
  s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, ...more } }));

const keys = async () =>
  (await clients.s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key) ?? [];

test("one call deletes the objects that it names, by key or by their only version, and no other", async () => {
  await put("a", "b", "a<&>\r ä/c", "kept");
  const { Deleted, Errors } = await remove([
    { Key: "a" },
    { Key: "b", VersionId: "null" },
    { Key: "a<&>\r ä/c" },
    { Key: "never there" },
  ]);
  expect(Deleted).toEqual([
    { Key: "a" },
    { Key: "b", VersionId: "null" },
    { Key: "a<&>\r ä/c" },
    { Key: "never there" },
  ]);
  expect(Errors).toBeUndefined();
  expect(await keys()).toEqual(["kept"]);
});

test("a quiet call reports only what it did not delete", async () => {
  await put("a", "b");
  const { Deleted, Errors } = await remove([{ Key: "a" }, { Key: "b", VersionId: "v2" }], { Quiet: true });
  expect(Deleted).toBeUndefined();
  expect(Errors).toEqual([
    {
      Key: "b",
      VersionId: "v2",
      Code: "NoSuchVersion",
      Message: "The specified version does not exist.",
    },
  ]);
  expect(await keys()).toEqual(["b"]);
});

test.each([
  ["no object", []],
  ["more than 1000 objects", Array.from({ length: 1001 }, (_, index) => ({ Key: `${index}` }))],
])("a call with %s is refused", async (_, objects) => {
  await put("0");
  await expect(remove(objects)).rejects.toMatchObject({ name: "MalformedXML" });
  expect(await keys()).toEqual(["0"]);
});

test("a call for a bucket that is missing is refused", async () => {
  const call = new DeleteObjectsCommand({ Bucket: "missing", Delete: { Objects: [{ Key: "a" }] } });
  await expect(clients.s3.send(call)).rejects.toMatchObject({ name: "NoSuchBucket" });
});

test("a role deletes what its policy allows; a version takes a right of its own", async () => {
  await put("own/a", "own/b", "other/a");
  const s3 = new S3Client({
    ...clientSettings(cloud),
    credentials: await roleCredentials(cloud, clients, [allow("s3:DeleteObject", `${ARN}/own/*`)]),
    forcePathStyle: true,
  });
  const { Deleted, Errors } = await remove(
    [{ Key: "own/a" }, { Key: "own/b", VersionId: "null" }, { Key: "other/a" }],
    {},
    s3,
  );
  s3.destroy();
  expect(Deleted).toEqual([{ Key: "own/a" }]);
  expect(Errors).toMatchObject([
    { Key: "own/b", Code: "AccessDenied", Message: expect.stringContaining("s3:DeleteObjectVersion") },
    { Key: "other/a", Code: "AccessDenied", Message: expect.stringContaining("s3:DeleteObject on") },
  ]);
  expect(await keys()).toEqual(["other/a", "own/b"]);
});
