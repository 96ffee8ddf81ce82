import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { callQuery } from "../../../support/query-client";
import { clientSettings } from "../../../support/sandbox-cloud";

const PLACE = "123456789012-us-east-1";
const Bucket = `cdk-hnb659fds-assets-${PLACE}`;

let cloud: SandboxCloud;

beforeAll(async () => {
  cloud = await startSandboxCloud();
});

afterAll(() => cloud.close());

const assume = async (role: string) => {
  const RoleArn = `arn:aws:iam::123456789012:role/${role}`;
  const { Credentials } = await callQuery(cloud, "sts", "AssumeRole", { RoleArn, RoleSessionName: "ann" });
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
};
const cdkRole = (kind: string) => assume(`cdk-hnb659fds-${kind}-${PLACE}`);

test("the role that publishes files writes to the bucket of assets and nowhere else", async () => {
  await cloud.resources.create("AWS::S3::Bucket", { BucketName: "other" });
  const credentials = await cdkRole("file-publishing-role");
  const s3 = new S3Client({ ...clientSettings(cloud), credentials, forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket, Key: "a.json", Body: "{}" }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "a.json" }));
  expect(await Body!.transformToString()).toBe("{}");
  await expect(s3.send(new PutObjectCommand({ Bucket: "other", Key: "a", Body: "x" }))).rejects.toThrow(
    /is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::other\/a/,
  );
  s3.destroy();
});

test("the role that deploys calls CloudFormation and passes the role that executes, and may nothing else", async () => {
  const credentials = await cdkRole("deploy-role");
  const create = (role: string) =>
    callQuery(
      cloud,
      "cloudformation",
      "CreateStack",
      {
        StackName: "shop",
        TemplateBody: JSON.stringify({ Resources: { Main: { Type: "AWS::SQS::Queue" } } }),
        RoleARN: `arn:aws:iam::123456789012:role/${role}`,
      },
      credentials,
    );
  await expect(create(`cdk-hnb659fds-lookup-role-${PLACE}`)).rejects.toThrow(
    /not authorized to perform: iam:PassRole/,
  );
  await create(`cdk-hnb659fds-cfn-exec-role-${PLACE}`);
  const sqs = new SQSClient({ ...clientSettings(cloud), credentials });
  await expect(sqs.send(new ListQueuesCommand({}))).rejects.toThrow(
    /not authorized to perform: sqs:ListQueues/,
  );
  sqs.destroy();
  const { Arn } = await callQuery(cloud, "sts", "GetCallerIdentity", {}, credentials);
  expect(Arn).toBe(`arn:aws:sts::123456789012:assumed-role/cdk-hnb659fds-deploy-role-${PLACE}/ann`);
});

test("a role that trusts a service only, and one that does not exist, are not assumed", async () => {
  for (const role of [`cdk-hnb659fds-cfn-exec-role-${PLACE}`, "nobody"]) {
    await expect(assume(role)).rejects.toMatchObject({
      code: "AccessDenied",
      status: 403,
      message: `User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/${role}`,
    });
  }
});

test("the version of the bootstrap is a parameter", async () => {
  const ssm = new SSMClient(clientSettings(cloud));
  const Names = ["/cdk-bootstrap/hnb659fds/version", "/nobody"];
  const { Parameters, InvalidParameters } = await ssm.send(new GetParametersCommand({ Names }));
  expect([Parameters!.map(({ Value }) => Value), InvalidParameters]).toEqual([["31"], ["/nobody"]]);
  ssm.destroy();
});

test("nothing of the bootstrap is among the deployed resources", async () => {
  const fresh = await startSandboxCloud();
  expect(fresh.resources.list()).toEqual([]);
  await fresh.close();
});
