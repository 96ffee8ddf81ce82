import {
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
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
const DENIES_UPLOADS = policy([
  { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `${ARN}/*` },
]);

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

const put = (Key: string) => clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: "text" }));
const getPolicy = (s3 = clients.s3) => s3.send(new GetBucketPolicyCommand({ Bucket }));
const putPolicy = (document: object | string, s3 = clients.s3) =>
  s3.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: typeof document === "string" ? document : JSON.stringify(document),
    }),
  );
const getTags = (s3 = clients.s3) => s3.send(new GetBucketTaggingCommand({ Bucket }));
const versions = (more: object = {}, s3 = clients.s3) =>
  s3.send(new ListObjectVersionsCommand({ Bucket, ...more }));

describe("the policy of a bucket", () => {
  it("is read as it was put, and decides at once", async () => {
    await expect(getPolicy()).rejects.toMatchObject({ name: "NoSuchBucketPolicy" });
    await put("before");
    await putPolicy(DENIES_UPLOADS);
    expect(JSON.parse((await getPolicy()).Policy!)).toEqual(DENIES_UPLOADS);
    await expect(put("after")).rejects.toMatchObject({ name: "AccessDenied" });
  });

  it("is the one that a deployment made, until it is replaced", async () => {
    await cloud.resources.create("AWS::S3::BucketPolicy", { Bucket, PolicyDocument: DENIES_UPLOADS });
    expect(JSON.parse((await getPolicy()).Policy!)).toEqual(DENIES_UPLOADS);
    await putPolicy(policy([{ ...DENIES_UPLOADS.Statement[0], Resource: `${ARN}/other/*` }]));
    await put("k");
  });

  it.each([
    ["no JSON", "{", "This policy contains invalid Json"],
    ["no statement", { Version: "2012-10-17", Statement: [] }, "Statement is required"],
    [
      "another bucket",
      policy([{ ...DENIES_UPLOADS.Statement[0], Resource: "arn:aws:s3:::others/*" }]),
      "Policy has invalid resource: arn:aws:s3:::others/*",
    ],
  ])("is refused and stays when the new one has %s", async (_, document, message) => {
    await putPolicy(DENIES_UPLOADS);
    const refused = putPolicy(document);
    await expect(refused).rejects.toMatchObject({ name: "MalformedPolicy" });
    await expect(refused).rejects.toThrow(message);
    expect(JSON.parse((await getPolicy()).Policy!)).toEqual(DENIES_UPLOADS);
  });
});

test("the tags of a bucket are those of its last deployment", async () => {
  await expect(getTags()).rejects.toMatchObject({ name: "NoSuchTagSet" });
  const Tags = [{ Key: "team", Value: "a < b & c" }];
  await cloud.resources.update("AWS::S3::Bucket", Bucket, { BucketName: Bucket, Tags });
  expect((await getTags()).TagSet).toEqual(Tags);
});

test("each object of a bucket is its own only version, in pages below a prefix", async () => {
  for (const key of ["b/2", "a/1", "b/1 <&>\r", "b/3"]) await put(key);
  const first = await versions({ Prefix: "b/", MaxKeys: 2 });
  expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: "b/2", NextVersionIdMarker: "null" });
  expect(first.Versions).toMatchObject([
    { Key: "b/1 <&>\r", VersionId: "null", IsLatest: true, Size: 4 },
    { Key: "b/2", VersionId: "null" },
  ]);
  expect(first.DeleteMarkers).toBeUndefined();
  const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = first;
  const second = await versions({ Prefix: "b/", KeyMarker, VersionIdMarker });
  expect(second).toMatchObject({ IsTruncated: false, Versions: [{ Key: "b/3" }] });
  await expect(versions({ VersionIdMarker })).rejects.toMatchObject({ name: "InvalidArgument" });
});

test("a role needs the right to each of the calls", async () => {
  const client = async (...actions: string[]) => {
    const statements = actions.length === 0 ? [] : [allow(actions, ARN)];
    const credentials = await roleCredentials(cloud, clients, statements);
    return new S3Client({ ...clientSettings(cloud), credentials, forcePathStyle: true });
  };
  const s3 = await client("s3:ListBucket", "s3:GetObject*");
  const denied = { name: "AccessDenied", $metadata: { httpStatusCode: 403 } };
  const calls = [getPolicy, getTags, (one: S3Client) => putPolicy(DENIES_UPLOADS, one)];
  for (const call of [...calls, (one: S3Client) => versions({}, one)])
    await expect(call(s3)).rejects.toMatchObject(denied);
  await cloud.resources.create("AWS::IAM::RolePolicy", {
    RoleName: "keys-role",
    PolicyName: "more",
    PolicyDocument: policy([allow(["s3:GetBucket*", "s3:PutBucketPolicy", "s3:ListBucketVersions"], ARN)]),
  });
  await expect(getTags(s3)).rejects.toMatchObject({ name: "NoSuchTagSet" });
  await putPolicy(DENIES_UPLOADS, s3);
  expect(JSON.parse((await getPolicy(s3)).Policy!)).toEqual(DENIES_UPLOADS);
  expect((await versions({}, s3)).Versions).toBeUndefined();
  s3.destroy();
});
