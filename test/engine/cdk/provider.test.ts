import { type SandboxCloud, startSandboxCloud } from "../../../sandbox/aws/sandbox-cloud";
import { threeTierTopology } from "../../../sandbox/cloud/traffic";
import { CdkCli } from "../../support/cdk-cli";

/** One stack, each test goes on where the one before it ended. */
describe("the cdk CLI with a cr.Provider that has isComplete", () => {
  const topology = threeTierTopology({ seed: 1 });
  const [subnet] = topology.subnets;
  const network = { VPC_ID: subnet!.vpcId, SUBNET_ID: subnet!.id };
  let cloud: SandboxCloud;
  let cdk: CdkCli;
  let calls: string[];

  beforeAll(async () => {
    cloud = await startSandboxCloud({ topology });
    cloud.clock.run(100);
    cdk = new CdkCli(cloud, "cdk-provider-app/app.js");
    cloud.onInvocation(({ functionName, payload }) => {
      if (!/onEvent/i.test(functionName) || /framework/i.test(functionName)) return;
      const { RequestType, PhysicalResourceId = "none", ResourceProperties } = JSON.parse(payload);
      calls.push(
        `${RequestType} ${PhysicalResourceId} ${ResourceProperties.name} ${ResourceProperties.size}`,
      );
    });
  });
  beforeEach(() => {
    calls = [];
  });
  afterAll(async () => {
    cdk.close();
    await cloud.close();
  });

  const deploy = (variables: Record<string, string> = {}) => cdk.deploy({ ...network, ...variables });
  const parameter = () =>
    cloud.resources.list().find(({ type }) => type === "AWS::SSM::Parameter")?.properties["Value"];

  test("deploys the resource, which is complete the third time that it is asked", async () => {
    const start = cloud.clock.now();
    const { code, text } = await deploy();
    expect([code, text]).toEqual([0, expect.stringContaining("✅  Things")]);
    expect(text).toContain("Things.Greeting = Hello, one");
    expect(text).toContain("Things.Asked = 3");
    expect(calls).toEqual(["Create none one 42"]);
    expect(cloud.clock.now() - start).toBeGreaterThanOrEqual(20_000);
    expect(parameter()).toBe("Hello, one");
  });

  test("replaces the resource when the provider answers with another physical id", async () => {
    const { code, text } = await deploy({ NAME: "two" });
    expect([code, text]).toEqual([0, expect.stringContaining("Things.Greeting = Hello, two")]);
    expect(calls).toEqual(["Update one two 42", "Delete one one 42"]);
    expect(parameter()).toBe("Hello, two");
  });

  test("rolls back a change that is not complete in time", async () => {
    const { code, text } = await deploy({ NAME: "two", READY: "false" });
    expect(code).toBe(1);
    expect(text).toContain(
      "Received response status [FAILED] from custom resource. Message returned: Operation timed out",
    );
    expect(text).toMatch(/UPDATE_ROLLBACK_COMPLET\S* +\| AWS::CloudFormation::Stack/);
    expect(calls).toEqual(["Update two two 42", "Update two two 42"]);
    expect(parameter()).toBe("Hello, two");
  });

  test("destroys the resource, and nothing is left", async () => {
    const { code, text } = await cdk.run(["destroy", "--force"], network);
    expect([code, text]).toEqual([0, expect.stringContaining("Things: destroyed")]);
    expect(calls).toEqual(["Delete two two 42"]);
    expect(cloud.resources.list()).toEqual([]);
  });
});
