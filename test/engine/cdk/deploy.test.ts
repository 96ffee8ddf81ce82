import { InvokeCommand } from "@aws-sdk/client-lambda";
import { type SandboxCloud, startSandboxCloud } from "../../../sandbox/aws/sandbox-cloud";
import { CdkCli } from "../../support/cdk-cli";
import { type CloudClients, cloudClients } from "../../support/sandbox-cloud";

/** One stack, each test goes on where the one before it ended. */
describe("the cdk CLI against the sandbox", () => {
  let cloud: SandboxCloud;
  let clients: CloudClients;
  let cdk: CdkCli;

  beforeAll(async () => {
    cloud = await startSandboxCloud();
    clients = cloudClients(cloud);
    cdk = new CdkCli(cloud, "cdk-app/app.js");
  });

  afterAll(async () => {
    cdk.close();
    clients.destroy();
    await cloud.close();
  });

  const ofType = (type: string) => cloud.resources.list().filter((resource) => resource.type === type);
  const table = () =>
    new Map(cloud.resources.list().map((resource) => [`${resource.type} ${resource.id}`, resource]));

  test("deploys a stack, whose function then runs", async () => {
    const { code, text } = await cdk.deploy();
    expect([code, text]).toEqual([0, expect.stringContaining("✅  Shop")]);
    expect(text).toContain("CREATE_COMPLETE         | AWS::CloudFormation::Stack | Shop");
    const FunctionName = /Shop\.FunctionName = (\S+)/.exec(text)?.[1];
    const { Payload } = await clients.lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify({ name: "Ann" }) }),
    );
    expect(JSON.parse(Payload!.transformToString())).toEqual({ greeted: "Ann" });
    const [queue] = ofType("AWS::SQS::Queue").filter(({ properties }) => properties["RedrivePolicy"]);
    expect(queue).toMatchObject({
      id: /Shop\.QueueUrl = (\S+)/.exec(text)?.[1],
      properties: { VisibilityTimeout: 60, Tags: [{ Key: "team", Value: "orders" }] },
    });
  });

  test("sees no difference in what it has deployed", async () => {
    const { code, text } = await cdk.diff();
    expect([code, text]).toEqual([0, expect.stringContaining("Number of stacks with differences: 0")]);
  });

  test("announces a replacement, and makes it", async () => {
    const [before] = ofType("AWS::S3::Bucket");
    const variables = { BUCKET: "orders-of-ann" };
    const { text: announced } = await cdk.diff(variables);
    expect(announced).toMatch(/\[~\] AWS::S3::Bucket Bucket \S+ replace/);
    expect(announced).toContain("[+] BucketName (requires replacement)");
    const { code, text } = await cdk.deploy(variables);
    expect([code, text]).toEqual([0, expect.stringContaining("✅  Shop")]);
    expect(text).toContain("hence creating one.");
    expect(ofType("AWS::S3::Bucket").map(({ id }) => id)).toEqual(["orders-of-ann"]);
    expect(text).toMatch(/DELETE_COMPLETE +\| AWS::S3::Bucket/);
    expect(before!.id).toMatch(/^shop-bucket83908e77-/);
    expect((await cdk.diff(variables)).text).toContain("Number of stacks with differences: 0");
  });

  test("tells why a resource failed, and everything is as it was", async () => {
    const before = table();
    const { code, text } = await cdk.deploy({ BUCKET: "orders-of-ann", VISIBILITY: "90", BROKEN: "1" });
    expect(code).toBe(1);
    expect(text).toContain("Properties validation failed for resource Broken with message");
    expect(text).toMatch(/UPDATE_ROLLBACK_COMPLET\S* \| AWS::CloudFormation::Stack/);
    expect(table()).toEqual(before);
  });

  test("leaves a failed update as it is when told to, and rolls it back later", async () => {
    const before = table();
    const options = ["--method=direct", "--no-rollback"];
    const { code, text } = await cdk.deploy(
      { BUCKET: "orders-of-ann", VISIBILITY: "90", BROKEN: "1" },
      ...options,
    );
    expect([code, text]).toEqual([1, expect.stringMatching(/UPDATE_FAILED +\| AWS::CloudFormation::Stack/)]);
    expect(table()).not.toEqual(before);
    const rolledBack = await cdk.run(["rollback"]);
    expect([rolledBack.code, rolledBack.text]).toEqual([0, expect.stringContaining("Rolling back Shop")]);
    expect(table()).toEqual(before);
  });

  test("destroys the stack, and nothing is left", async () => {
    const { code, text } = await cdk.destroy();
    expect([code, text]).toEqual([0, expect.stringContaining("Shop: destroyed")]);
    expect(cloud.resources.list()).toEqual([]);
  });
});
