import { PutObjectCommand } from "@aws-sdk/client-s3";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { awsPlugin } from "../../../../sandbox/cloud-plugins/aws/plugin";
import { UNKNOWN } from "../../../../sandbox/cloud-plugins/provider/wire";
import { cloudClients } from "../../../support/sandbox-cloud";
import { connectPlugin, type PluginClient } from "../plugin-client";

const QUEUE = "aws:sqs/queue:Queue";
const ROLE = "aws:iam/role:Role";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

let cloud: SandboxCloud;
let plugin: PluginClient;

beforeAll(async () => {
  cloud = await startSandboxCloud({ region: "eu-west-1" });
  plugin = await connectPlugin(awsPlugin({ AWS_ENDPOINT_URL: cloud.endpoint, AWS_REGION: "eu-west-1" }));
});

afterAll(async () => {
  plugin.close();
  await cloud.close();
});

async function make(type: string, given: Record<string, unknown>) {
  const { inputs, failures } = await plugin.check(type, given);
  expect(failures).toEqual({});
  return { inputs, ...(await plugin.create(type, inputs)) };
}

describe("the plugin refuses", () => {
  test("a resource type that the sandbox does not know", async () => {
    await expect(plugin.check("aws:sns/topic:Topic", {})).rejects.toThrow(
      "The sandbox does not know the resource type aws:sns/topic:Topic.",
    );
  });

  test("a call of a function of the provider", async () => {
    await expect(plugin.invoke("aws:ec2/getVpc:getVpc")).rejects.toThrow(
      "The sandbox does not know the function aws:ec2/getVpc:getVpc.",
    );
  });

  test("every wrong argument of a resource at once", async () => {
    const { failures } = await plugin.check(QUEUE, {
      visibilityTimeout: 60,
      delaySeconds: "5",
      messageRetentionSeconds: 30,
      redrivePolicy: "no JSON",
      namePrefix: "flows",
      region: "us-west-2",
    });

    expect(failures).toEqual({
      visibilityTimeout: "Invalid or unknown key",
      delaySeconds: 'expected a whole number, got "5"',
      messageRetentionSeconds: "expected a number from 60 to 1209600, got 30",
      redrivePolicy: 'expected JSON text of an object, got "no JSON"',
      namePrefix: "The sandbox does not simulate this argument",
      region: "The sandbox has the Region eu-west-1 only",
    });
  });

  test("a missing argument", async () => {
    const { failures } = await plugin.check(ROLE, {});
    expect(failures).toEqual({ assumeRolePolicy: "Missing required argument" });
  });

  test("wrong arguments deep inside", async () => {
    const { failures } = await plugin.check(
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      { bucket: "b", rules: [{ id: "expire", expiration: { day: 3 } }] },
    );
    expect(failures).toEqual({
      "rules[0].status": "Missing required argument",
      "rules[0].expiration.day": "Invalid or unknown key",
    });
  });

  test("a flow log without a target, or with two", async () => {
    const args = {
      trafficType: "ALL",
      logDestination: "arn:aws:logs:eu-west-1:123456789012:log-group:flows",
    };
    const none = await plugin.check(FLOW_LOG, args);
    const two = await plugin.check(FLOW_LOG, { ...args, subnetId: "subnet-1", eniId: "eni-1" });

    expect(none.failures["vpcId"]).toMatch(/^only one of .*, none is$/);
    expect(two.failures["subnetId"]).toMatch(/, but `subnetId,eniId` were specified$/);
  });

  test("what the cloud refuses, with the message of the cloud", async () => {
    const redrivePolicy = JSON.stringify({
      deadLetterTargetArn: "arn:aws:sqs:eu-west-1:123456789012:nothing",
      maxReceiveCount: 5,
    });
    const { inputs } = await plugin.check(QUEUE, { redrivePolicy });
    await expect(plugin.create(QUEUE, inputs)).rejects.toThrow(
      /^InvalidParameterValue: .*Dead letter target does not exist\.$/,
    );
  });

  test("to run without the sandbox's address, or without a Region", async () => {
    await expect(connectPlugin(awsPlugin({ AWS_REGION: "eu-west-1" }))).rejects.toThrow(
      /never reaches AWS\. Set AWS_ENDPOINT_URL/,
    );
    await expect(connectPlugin(awsPlugin({ AWS_ENDPOINT_URL: cloud.endpoint }))).rejects.toThrow(
      /^Missing region configuration/,
    );
  });

  test("a cloud that does not answer, and one that is not a sandbox", async () => {
    const gone = await connectPlugin(awsPlugin({ AWS_ENDPOINT_URL: "http://127.0.0.1:1" }), {
      region: "eu-west-1",
    });
    await expect(gone.create(QUEUE, { name: "flows" })).rejects.toThrow(
      "The sandbox cloud at http://127.0.0.1:1 does not answer. Is it running?",
    );
    gone.close();
  });
});

describe("names", () => {
  test("are made from the resource's name, and stay the same", async () => {
    const first = await plugin.check(QUEUE, {});
    const again = await plugin.check(QUEUE, { delaySeconds: 1 }, first.inputs);

    expect(first.inputs["name"]).toMatch(/^thing-[0-9a-f]{7}$/);
    expect(again.inputs["name"]).toBe(first.inputs["name"]);
  });

  test("are made again when the program no longer gives one", async () => {
    const given = await plugin.check(QUEUE, { name: "flows" });
    const { inputs } = await plugin.check(QUEUE, {}, given.inputs);
    expect(inputs["name"]).toMatch(/^thing-/);
  });
});

describe("previews", () => {
  test("a new resource shows what it knows and leaves unknown what only the cloud knows", async () => {
    const { inputs } = await plugin.check(QUEUE, { redrivePolicy: UNKNOWN });
    const { id, outputs } = await plugin.create(QUEUE, inputs, true);

    expect(id).toBe("");
    expect(outputs).toMatchObject({
      name: inputs["name"],
      visibilityTimeoutSeconds: 30,
      redrivePolicy: UNKNOWN,
      arn: UNKNOWN,
      url: UNKNOWN,
    });
    expect(cloud.resources.list()).toEqual([]);
  });

  test("an update keeps what it does not change", async () => {
    const { id, inputs, outputs } = await make(QUEUE, {});
    const previewed = await plugin.update(QUEUE, id, outputs, { ...inputs, delaySeconds: 5 }, true);

    expect(previewed).toEqual({ ...outputs, delaySeconds: 5 });
    expect(cloud.resources.read("AWS::SQS::Queue", id)?.properties).not.toHaveProperty("DelaySeconds");
    await plugin.delete(QUEUE, id, outputs);
  });
});

describe("a resource's life", () => {
  test("a queue is made, changed, read and deleted in the cloud", async () => {
    const { id, inputs, outputs } = await make(QUEUE, {
      visibilityTimeoutSeconds: 60,
      tags: { team: "net" },
    });
    const read = () => cloud.resources.read("AWS::SQS::Queue", id)?.properties;
    expect(read()).toEqual({
      QueueName: inputs["name"],
      VisibilityTimeout: 60,
      Tags: [{ Key: "team", Value: "net" }],
    });
    expect(outputs).toMatchObject({
      arn: `arn:aws:sqs:eu-west-1:123456789012:${inputs["name"]}`,
      url: id,
      region: "eu-west-1",
      tagsAll: { team: "net" },
    });

    const changed = { ...inputs, visibilityTimeoutSeconds: 90, tags: undefined };
    const after = await plugin.update(QUEUE, id, outputs, JSON.parse(JSON.stringify(changed)));
    expect(read()).toEqual({ QueueName: inputs["name"], VisibilityTimeout: 90 });
    expect(after).toMatchObject({ visibilityTimeoutSeconds: 90, tagsAll: {} });

    await plugin.delete(QUEUE, id, after);
    expect(read()).toBeUndefined();
    await plugin.delete(QUEUE, id, after);
    expect((await plugin.read(QUEUE, id, after, inputs)).id).toBe("");
  });

  test.each([
    [false, /BucketNotEmpty/],
    [true, undefined],
  ])(
    "a bucket with objects is deleted exactly when forceDestroy is true: %p",
    async (forceDestroy, refusal) => {
      const BUCKET = "aws:s3/bucket:Bucket";
      const { id, outputs } = await make(BUCKET, { forceDestroy, bucket: `kept-${forceDestroy}` });
      const s3 = cloudClients(cloud).s3;
      await s3.send(new PutObjectCommand({ Bucket: id, Key: "delivery", Body: "{}" }));
      const deleted = plugin.delete(BUCKET, id, outputs);
      if (refusal === undefined) await deleted;
      else await expect(deleted).rejects.toThrow(refusal);
      s3.destroy();
      expect(cloud.resources.read("AWS::S3::Bucket", id) === undefined).toBe(forceDestroy);
    },
  );

  test("a refresh shows what somebody changed in the cloud", async () => {
    const { id, inputs, outputs } = await make(ROLE, { assumeRolePolicy: TRUST, description: "before" });
    await cloud.resources.update("AWS::IAM::Role", id, {
      RoleName: inputs["name"],
      AssumeRolePolicyDocument: JSON.parse(TRUST),
      Description: "after",
      MaxSessionDuration: 7200,
    });
    const read = await plugin.read(ROLE, id, outputs, inputs);

    expect(read.inputs).toEqual({ ...inputs, description: "after", maxSessionDuration: 7200 });
    expect(read.outputs).toEqual({ ...outputs, description: "after", maxSessionDuration: 7200 });
    expect(await plugin.diff(ROLE, read.inputs, inputs)).toMatchObject({
      changes: "some",
      detailed: { description: "UPDATE", maxSessionDuration: "DELETE" },
    });
    await plugin.delete(ROLE, id, outputs);
  });

  test("a refresh shows no change when nobody changed anything", async () => {
    const { id, inputs, outputs } = await make(ROLE, { assumeRolePolicy: ` ${TRUST}` });
    expect(await plugin.read(ROLE, id, outputs, inputs)).toEqual({ id, inputs, outputs });
    await plugin.delete(ROLE, id, outputs);
  });
});

describe("differences", () => {
  const base = {
    name: "flows",
    redrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:r:a:d","maxReceiveCount":5}',
    tags: { team: "net", "cost center": "1" },
    __defaults: [],
  };

  test("do not exist between two texts of the same policy", async () => {
    const redrivePolicy = '{ "maxReceiveCount": 5, "deadLetterTargetArn": "arn:aws:sqs:r:a:d" }';
    expect(await plugin.diff(QUEUE, base, { ...base, redrivePolicy })).toEqual({
      changes: "none",
      replaces: [],
      detailed: {},
      deleteBeforeReplace: true,
    });
  });

  test("are shown at the deepest property that differs", async () => {
    const tags = { team: "sec", owner: "me" };
    expect((await plugin.diff(QUEUE, base, { ...base, delaySeconds: 1, tags })).detailed).toEqual({
      delaySeconds: "ADD",
      "tags.team": "UPDATE",
      "tags.owner": "ADD",
      'tags["cost center"]': "DELETE",
    });
  });

  test("in code are found by its hash", async () => {
    const code = (hash: string) => ({
      "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
      assets: {},
      hash,
    });
    const type = "aws:lambda/function:Function";
    expect(
      (await plugin.diff(type, { code: code("a"), __defaults: [] }, { code: code("b"), __defaults: [] }))
        .detailed,
    ).toEqual({
      code: "UPDATE",
    });
  });

  test("of a flow log replace it, except those in its tags", async () => {
    const flowLog = {
      vpcId: "vpc-1",
      trafficType: "ALL",
      logDestination: "arn:a",
      logDestinationType: "s3",
      iamRoleArn: "arn:r",
      logFormat: "version",
      maxAggregationInterval: 60,
      tags: { team: "net" },
      __defaults: [],
    };
    const others = {
      ...flowLog,
      vpcId: undefined,
      eniId: "eni-1",
      trafficType: "ACCEPT",
      logDestination: "arn:b",
    };
    const after = {
      ...others,
      logDestinationType: "cloud-watch-logs",
      iamRoleArn: "arn:s",
      logFormat: "srcaddr",
      maxAggregationInterval: 600,
    };
    const replaced = await plugin.diff(FLOW_LOG, flowLog, JSON.parse(JSON.stringify(after)));
    const updated = await plugin.diff(FLOW_LOG, flowLog, { ...flowLog, tags: {} });

    expect(replaced.replaces.toSorted()).toEqual([
      "eniId",
      "iamRoleArn",
      "logDestination",
      "logDestinationType",
      "logFormat",
      "maxAggregationInterval",
      "trafficType",
      "vpcId",
    ]);
    expect(updated).toMatchObject({ changes: "some", replaces: [], detailed: { "tags.team": "DELETE" } });
  });
});
