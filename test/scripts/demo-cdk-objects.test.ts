import { runDemo } from "./run-demo";

test("the demo of PCE objects by CDK fills address groups, follows a workload that moves, sees no difference and removes everything", async () => {
  const { code, stdout, stderr, left } = await runDemo("demo-cdk-objects", "cdk-pce-objects");
  expect({ code, stderr, left }).toEqual({ code: 0, stderr: "", left: [] });
  expect(stdout).toMatch(/created: 3 labels, 3 unmanaged workloads, \d+ cloud resources/);
  expect(stdout).toContain("tags of 10.20.1.11 on edge: quarantine, illumio-iac.web");
  const members = (group: string) =>
    [...stdout.matchAll(new RegExp(` edge +${group} +(\\S+)\n`, "g"))].map(([, addresses]) => addresses);
  expect(members("web-prod")).toEqual(["10.20.1.11,10.20.1.12", "10.20.1.11,10.20.1.99"]);
  expect(members("db-prod")).toEqual(["10.20.2.11", "10.20.2.11"]);
  expect(stdout).toMatch(/\+ 10\.20\.1\.99 {2}web-2\n\s+- 10\.20\.1\.12 {2}no workload/);
  expect(stdout).not.toContain("WARNING");
  expect(stdout).toContain("Number of stacks with differences: 0");
  expect(stdout).toContain("The firewalls are as they were.");
  expect(stdout).toContain("The PCE and the account are as they were.");
}, 240_000);
