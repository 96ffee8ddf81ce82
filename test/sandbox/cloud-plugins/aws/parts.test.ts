import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { awsPlugin } from "../../../../sandbox/cloud-plugins/aws/plugin";
import { functionRole } from "../../../support/sandbox-cloud";
import { connectPlugin, type PluginClient, type Properties } from "../plugin-client";

const BUCKET = "aws:s3/bucket:Bucket";
const ACCESS = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const FUNCTION = "aws:lambda/function:Function";
const PERMISSION = "aws:lambda/permission:Permission";

let cloud: SandboxCloud;
let plugin: PluginClient;

beforeEach(async () => {
  cloud = await startSandboxCloud();
  plugin = await connectPlugin(awsPlugin({ AWS_ENDPOINT_URL: cloud.endpoint, AWS_REGION: "us-east-1" }));
});

afterEach(async () => {
  plugin.close();
  await cloud.close();
});

async function make(type: string, given: Properties) {
  const { inputs, failures } = await plugin.check(type, given);
  expect(failures).toEqual({});
  return { inputs, ...(await plugin.create(type, inputs)) };
}

describe("a bucket and its parts", () => {
  const parts: readonly (readonly [string, Properties])[] = [
    [ACCESS, { blockPublicAcls: true, restrictPublicBuckets: true }],
    [ENCRYPTION, { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] }],
    [
      LIFECYCLE,
      {
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: { prefix: "" },
            expiration: { days: 3 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
      },
    ],
  ];
  const seen = () => cloud.resources.list().find(({ type }) => type === "AWS::S3::Bucket")!.properties;

  test("parts that are made at the same time all exist, and are read as they were made", async () => {
    const { id } = await make(BUCKET, { bucket: "kept" });
    const made = await Promise.all(parts.map(([type, args]) => make(type, { bucket: id, ...args })));

    expect(Object.keys(seen()).sort()).toEqual([
      "BucketEncryption",
      "BucketName",
      "LifecycleConfiguration",
      "PublicAccessBlockConfiguration",
    ]);
    for (const [index, [type]] of parts.entries()) {
      const { inputs, outputs } = made[index]!;
      expect(await plugin.read(type, id, outputs, inputs)).toEqual({ id, inputs, outputs });
    }
  });

  test("a change of the bucket keeps its parts, and a deleted part leaves the others", async () => {
    const bucket = await make(BUCKET, { bucket: "kept" });
    for (const [type, args] of parts) await make(type, { bucket: bucket.id, ...args });
    await plugin.update(BUCKET, bucket.id, bucket.outputs, { ...bucket.inputs, tags: { team: "net" } });
    await plugin.delete(ENCRYPTION, bucket.id, { bucket: bucket.id });

    expect(Object.keys(seen()).sort()).toEqual([
      "BucketName",
      "LifecycleConfiguration",
      "PublicAccessBlockConfiguration",
      "Tags",
    ]);
    expect((await plugin.read(ENCRYPTION, bucket.id, {}, {})).id).toBe("");
  });

  test("a part of a bucket that does not exist is deleted without an error and read as missing", async () => {
    await plugin.delete(ACCESS, "never-there", { bucket: "never-there" });
    expect((await plugin.read(ACCESS, "never-there", {}, {})).id).toBe("");
  });

  test("a bucket policy is found by its bucket", async () => {
    await make(BUCKET, { bucket: "kept" });
    const document = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::kept/*" }],
    };
    const { id, inputs, outputs } = await make(POLICY, { bucket: "kept", policy: JSON.stringify(document) });

    expect(id).toBe("kept");
    expect(await plugin.read(POLICY, id, outputs, inputs)).toEqual({ id, inputs, outputs });
    await plugin.delete(POLICY, id, outputs);
    expect((await plugin.read(POLICY, id, outputs, inputs)).id).toBe("");
  });
});

describe("a function", () => {
  const archive = (assets: Record<string, object>, hash: string) => ({
    "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
    assets: Object.fromEntries(
      Object.entries(assets).map(([name, asset]) => [
        name,
        { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", ...asset },
      ]),
    ),
    hash,
  });
  const codeOf = (id: string) =>
    (cloud.resources.read("AWS::Lambda::Function", id)!.properties["Code"] as { ZipFile: string }).ZipFile;

  async function makeFunction(code: object) {
    const role = await cloud.resources.create("AWS::IAM::Role", functionRole("runs", []));
    return make(FUNCTION, {
      name: "reader",
      role: role.attributes["Arn"],
      runtime: "nodejs24.x",
      handler: "index.handler",
      code,
    });
  }

  test("runs the code of the program's archive, from both texts and files", async () => {
    const directory = mkdtempSync(path.join(tmpdir(), "archive-"));
    try {
      const source = "exports.handler = async () => 1;";
      writeFileSync(path.join(directory, "index.js"), source);
      const { id, inputs, outputs } = await makeFunction(archive({ "index.js": { text: source } }, "a"));
      const fromText = codeOf(id);
      expect(outputs["codeSha256"]).toBe(
        createHash("sha256").update(Buffer.from(fromText, "base64")).digest("base64"),
      );

      const code = archive({ "index.js": { path: path.join(directory, "index.js") } }, "b");
      const after = await plugin.update(FUNCTION, id, outputs, { ...inputs, code });
      expect(codeOf(id)).toBe(fromText);
      expect(after["codeSha256"]).toBe(outputs["codeSha256"]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("is unchanged on a refresh, although its code cannot be read back", async () => {
    const code = archive({ "index.js": { text: "exports.handler = async () => 1;" } }, "a");
    const { id, inputs, outputs } = await makeFunction(code);
    expect(await plugin.read(FUNCTION, id, outputs, inputs)).toEqual({ id, inputs, outputs });
  });

  test("is refused without code", async () => {
    const { failures } = await plugin.check(FUNCTION, { role: "arn:aws:iam::123456789012:role/runs" });
    expect(Object.keys(failures).sort()).toEqual(["code", "handler", "runtime"]);
  });

  test("has permissions that are found by their statement id or by what they permit", async () => {
    await makeFunction(archive({ "index.js": { text: "exports.handler = async () => 1;" } }, "a"));
    const given = { action: "lambda:InvokeFunction", function: "reader", principal: "logs.amazonaws.com" };
    const logs = await make(PERMISSION, {
      ...given,
      sourceArn: "arn:aws:logs:us-east-1:123456789012:log-group:a:*",
    });
    const any = await make(PERMISSION, { ...given, statementId: "any" });

    expect(await plugin.read(PERMISSION, logs.id, logs.outputs, logs.inputs)).toEqual(logs);
    await plugin.delete(PERMISSION, logs.id, logs.outputs);
    expect((await plugin.read(PERMISSION, logs.id, logs.outputs, logs.inputs)).id).toBe("");
    expect((await plugin.read(PERMISSION, any.id, any.outputs, any.inputs)).id).toBe("any");
  });
});

describe("a rule and its targets", () => {
  const RULE = "aws:cloudwatch/eventRule:EventRule";
  const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
  const arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
  const seen = () => cloud.resources.read("AWS::Events::Rule", "tick")!.properties;

  test("a target is an entry of the rule, is read as it was made, and is deleted alone", async () => {
    const rule = await make(RULE, { name: "tick", scheduleExpression: "rate(5 minutes)" });
    const [one, other] = [
      await make(TARGET, { rule: "tick", targetId: "one", arn }),
      await make(TARGET, { rule: "tick", targetId: "other", arn, input: "{}" }),
    ];
    expect(await plugin.read(TARGET, other.id, other.outputs, other.inputs)).toEqual({
      id: "tick-other",
      inputs: other.inputs,
      outputs: other.outputs,
    });
    expect(seen()["Targets"]).toHaveLength(2);
    await plugin.update(RULE, rule.id, rule.outputs, {
      ...rule.inputs,
      scheduleExpression: "rate(1 hour)",
    });
    await plugin.delete(TARGET, one.id, one.outputs);
    expect(seen()).toMatchObject({
      ScheduleExpression: "rate(1 hour)",
      Targets: [{ Id: "other", Arn: arn, Input: "{}" }],
    });
  });

  test("a rule without a schedule and a target without what it calls are refused", async () => {
    const rule = await plugin.check(RULE, { description: "x" });
    expect(rule.failures).toEqual({
      scheduleExpression: "one of `eventPattern,scheduleExpression` must be specified",
    });
    const target = await plugin.check(TARGET, { rule: "tick", roleArn: "arn:aws:iam::1:role/r" });
    expect(target.failures).toEqual({
      arn: "Missing required argument",
      roleArn: "The sandbox does not simulate this argument",
    });
  });
});
