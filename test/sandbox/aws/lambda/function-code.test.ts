import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { strToU8, zipSync } from "fflate";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { type CloudClients, cloudClients, functionArchive } from "../../../support/sandbox-cloud";
import { deployFunction, invoke } from "../support/functions";

let cloud: SandboxCloud;
let clients: CloudClients;
beforeEach(async () => {
  cloud = await startSandboxCloud();
  clients = cloudClients(cloud);
  await cloud.resources.create("AWS::S3::Bucket", { BucketName: "assets" });
});
afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

const put = (Key: string, files: Record<string, string>) =>
  clients.s3.send(
    new PutObjectCommand({
      Bucket: "assets",
      Key,
      Body: zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
    }),
  );
const deploy = (Code: object, properties: object = {}) =>
  deployFunction(cloud, { name: "f", body: "", properties: { Code, ...properties } });
const inBucket = { S3Bucket: "assets", S3Key: "code.zip" };

test("a function runs the files of an archive in a bucket", async () => {
  await put("code.zip", {
    "index.js": 'exports.handler = require("./lib/answer").answer;',
    "lib/answer.js": 'exports.answer = async () => "from a folder";',
  });
  await deploy(inBucket);
  expect(await invoke(clients, "f")).toEqual({ error: undefined, value: "from a folder" });
});

test("other settings are changed when the archive is no longer in the bucket", async () => {
  await put("code.zip", { "index.js": "exports.handler = async () => process.env.NAME;" });
  await deploy(inBucket);
  await clients.s3.send(new DeleteObjectCommand({ Bucket: "assets", Key: "code.zip" }));
  const { properties } = cloud.resources.read("AWS::Lambda::Function", "f")!;
  const change = (part: object) =>
    cloud.resources.update("AWS::Lambda::Function", "f", { ...properties, ...part });
  await change({ Environment: { Variables: { NAME: "new" } } });
  expect((await invoke(clients, "f")).value).toBe("new");
  await expect(change({ Code: { ...inBucket, S3Key: "next.zip" } })).rejects.toThrow("NoSuchKey");
});

test.each([
  [inBucket, "S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist."],
  [
    { ...inBucket, S3Bucket: "other" },
    "S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist",
  ],
  [{ S3Bucket: "assets" }, "Please provide a source for function code."],
  [{}, "Please provide a source for function code."],
  [{ ...functionArchive(""), ...inBucket }, "Please do not provide other FunctionCode parameters"],
  [{ ImageUri: "x" }, "extraneous key [ImageUri] is not permitted"],
])("the code %# is refused", async (code, reason) => {
  await expect(deploy(code)).rejects.toThrow(reason);
  expect(cloud.resources.read("AWS::Lambda::Function", "f")).toBeUndefined();
});

test("an object that is no archive is refused", async () => {
  await clients.s3.send(new PutObjectCommand({ Bucket: "assets", Key: "code.zip", Body: "text" }));
  await expect(deploy(inBucket)).rejects.toThrow("Could not unzip uploaded file.");
});

test("a function finds the clients of the AWS SDK that the runtime has", async () => {
  const body =
    'return [require("@aws-sdk/client-lambda").Lambda, require("@aws-sdk/client-s3").S3, require("@aws-sdk/client-sfn").SFN].map(({ name }) => name);';
  await deployFunction(cloud, { name: "f", body, properties: { Timeout: 30 } });
  expect((await invoke(clients, "f")).value).toEqual(["Lambda", "S3", "SFN"]);
});

test("the description of a function says that it is active", async () => {
  await deployFunction(cloud, { name: "f", body: "" });
  const { Configuration } = await clients.lambda.send(new GetFunctionCommand({ FunctionName: "f" }));
  expect(Configuration).toMatchObject({
    FunctionName: "f",
    State: "Active",
    Runtime: "nodejs22.x",
    Timeout: 3,
  });
  await expect(clients.lambda.send(new GetFunctionCommand({ FunctionName: "g" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});
