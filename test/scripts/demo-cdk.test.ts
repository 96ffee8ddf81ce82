import { runDemo } from "./run-demo";

test("the demo of CDK deploys, sees no difference, changes the format, misses no opening and removes everything", async () => {
  const { code, stdout, stderr, left } = await runDemo("demo-cdk", "cdk-aws-visibility", ["--minutes", "2"]);
  expect({ code, stderr, left }).toEqual({ code: 0, stderr: "", left: [] });
  expect(stdout).toContain("the PCE knows 24 workloads");
  expect(stdout).toContain("created: 30 cloud resources");
  const differences = [...stdout.matchAll(/Number of stacks with differences: (\d+)/g)].map(([, n]) => n);
  expect(differences).toEqual(["0", "1", "0"]);
  const formats = [...stdout.matchAll(/ (\w+_COMPLETE) +\| AWS::EC2::FlowLog /g)].map(([, status]) => status);
  expect(formats).toEqual(["CREATE_COMPLETE", "CREATE_COMPLETE", "DELETE_COMPLETE", "DELETE_COMPLETE"]);
  expect(stdout).toMatch(/web +app +50051\/tcp/);
  expect(stdout).toMatch(/[1-9]\d* connections found, \d+ missed, \d+ reversed, 0 invented/);
  expect(stdout).toContain("The account is as it was.");
  expect(stdout).toContain("The bucket of cdk bootstrap keeps 4 files");
}, 240_000);
