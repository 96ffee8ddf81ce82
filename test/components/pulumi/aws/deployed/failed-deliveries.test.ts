import path from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { InProcessAwsStack } from "../../../../dynamic-providers/stacks/in-process-aws-stack";
import { cloudClients } from "../../../../support/sandbox-cloud";

const PROGRAM = path.resolve(__dirname, "../../../../fixtures/programs/flow-logs");

let stack: InProcessAwsStack;
afterEach(() => stack.close());

test("destroy keeps a delivery that failed, until deleteFailedDeliveries is deployed", async () => {
  stack = await InProcessAwsStack.create(PROGRAM);
  await stack.must("up");
  const { aws } = stack.sandbox;
  const bucket = aws.resources.list().find(({ type }) => type === "AWS::S3::Bucket")!.id;
  const { s3, destroy } = cloudClients(aws);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: "delivery", Body: "{}" }));
  destroy();

  const refused = await stack.run("destroy");
  expect(refused.code).not.toBe(0);
  expect(refused.text).toContain("BucketNotEmpty");
  expect(stack.types()).toContain("AWS::S3::Bucket");

  stack.setEnvironment({ MORE_ARGS: '{"deleteFailedDeliveries": true}' });
  await stack.must("up");
  await stack.must("destroy");
  expect(stack.types()).not.toContain("AWS::S3::Bucket");
});
