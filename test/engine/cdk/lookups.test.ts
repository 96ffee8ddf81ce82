import { type SandboxCloud, startSandboxCloud } from "../../../sandbox/aws/sandbox-cloud";
import { threeTierTopology } from "../../../sandbox/cloud/traffic";
import { CdkCli } from "../../support/cdk-cli";

let cloud: SandboxCloud;
let cdk: CdkCli;
beforeAll(async () => {
  cloud = await startSandboxCloud({ topology: threeTierTopology({ seed: 1 }) });
  cdk = new CdkCli(cloud, "cdk-lookups/app.js");
});
afterAll(async () => {
  cdk.close();
  await cloud.close();
});

test("the CLI tells of a VPC that it does not find, and of a call that the sandbox does not serve", async () => {
  const { code, text } = await cdk.deploy();
  expect(code).toBe(1);
  expect(text).toMatch(/Could not find any VPCs matching .*"tag:Name":"nowhere"/);
  expect(text).toContain("The sandbox does not serve DescribeSecurityGroups of EC2. It serves DescribeVpcs,");
  expect(text).not.toContain("XML");
  expect(cloud.resources.list()).toEqual([]);
});
