import { type SandboxCloud, startSandboxCloud } from "../../../sandbox/aws/sandbox-cloud";
import { CdkCli } from "../../support/cdk-cli";

/** One stack, each test goes on where the one before it ended. */
describe("the cdk CLI with a custom resource", () => {
  let cloud: SandboxCloud;
  let cdk: CdkCli;

  beforeAll(async () => {
    cloud = await startSandboxCloud();
    cloud.clock.run(10_000);
    cdk = new CdkCli(cloud, "cdk-odd-provider-app/app.js");
  });
  afterAll(async () => {
    cdk.close();
    await cloud.close();
  });

  test("tells that its handler crashed, ran out of time, answered too long or never, and rolls back", async () => {
    const { code, text } = await cdk.deploy();
    expect(code).toBe(1);
    for (const [name, reason] of Object.entries({
      Crash: "Runtime exited with error: exit status 1",
      Timeout: "Task timed out after 1.00 seconds",
      Long: "Response object is too long.",
      Silent: "CloudFormation did not receive a response from your Custom Resource.",
    }))
      expect(text.replaceAll("\n", " ")).toMatch(
        new RegExp(`CREATE_FAILED[^✖]*${name}/Default[^✖]*${reason}`),
      );
    expect(text).toMatch(/ROLLBACK_COMPLETE +\| AWS::CloudFormation::Stack +\| Odd/);
    expect(cloud.resources.list()).toEqual([]);
  });

  test("keeps the stack when its handler crashes at the Delete", async () => {
    expect((await cdk.deploy({ ONLY: "Answer", ON_DELETE: "Crash" })).code).toBe(0);
    const { code, text } = await cdk.destroy();
    expect([code, text]).toEqual([1, expect.stringMatching(/DELETE_FAILED[\s\S]*exit status 1/)]);
  });
});
