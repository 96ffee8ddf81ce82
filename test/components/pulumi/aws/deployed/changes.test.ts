import path from "node:path";
import { InProcessAwsStack } from "../../../../dynamic-providers/stacks/in-process-aws-stack";

const PROGRAM = path.resolve(__dirname, "../../../../fixtures/programs/flow-logs");

const FORMAT = "srcaddr dstaddr srcport dstport protocol action log-status";

let stack: InProcessAwsStack;
beforeAll(async () => {
  stack = await InProcessAwsStack.create(PROGRAM);
  await stack.must("up");
});
afterAll(() => stack.close());

const previewed = () => stack.previewedSteps();

const one = (type: string) => stack.sandbox.aws.resources.list().filter((resource) => resource.type === type);

test("changed settings of the functions are applied as updates", async () => {
  stack.setEnvironment({ MORE_ARGS: '{"maxConcurrency": 4, "upload": {"timeoutInSeconds": 300}}' });

  expect((await previewed()).sort()).toEqual([
    "update EventSourceMapping app-upload",
    "update Function app-upload",
    "update MetricAlarm app-receives",
    "update Queue app-flows",
  ]);
  await stack.must("up");
  expect(one("AWS::Lambda::EventSourceMapping")[0]?.properties["ScalingConfig"]).toEqual({
    MaximumConcurrency: 4,
  });
});

test("another format makes another log group, and its flow log writes before the old one is deleted", async () => {
  const [before] = one("AWS::EC2::FlowLog");
  const groups = one("AWS::Logs::LogGroup").map(({ id }) => id);
  stack.setEnvironment({
    MORE_ARGS: JSON.stringify({ maxConcurrency: 4, upload: { timeoutInSeconds: 300 }, logFormat: FORMAT }),
  });

  const former = "fd8610da";
  const steps = await previewed();
  expect(steps.filter((step) => step.endsWith(former)).sort()).toEqual([
    `delete FlowLog app-main-${former}`,
    `delete LogGroup app-${former}`,
    `delete LogSubscriptionFilter app-${former}`,
    `delete Permission app-${former}`,
  ]);
  expect(
    steps.filter((step) => !step.endsWith(former)).map((step) => step.replace(/-[0-9a-f]{8}$/, "")),
  ).toEqual(
    expect.arrayContaining([
      "create LogGroup app",
      "update Function app-normalise",
      "create FlowLog app-main",
    ]),
  );
  const made = steps.findIndex((step) => step.startsWith("create FlowLog"));
  expect(made).toBeLessThan(steps.indexOf(`delete FlowLog app-main-${former}`));
  await stack.must("up");
  expect(one("AWS::Logs::LogGroup").map(({ id }) => id)).toEqual(expect.arrayContaining(groups));
  expect(one("AWS::Logs::LogGroup")).toHaveLength(groups.length + 1);
  expect(one("AWS::Logs::SubscriptionFilter")).toHaveLength(2);
  const after = one("AWS::EC2::FlowLog");
  expect(after).toHaveLength(1);
  expect(after[0]?.id).not.toBe(before?.id);
  expect(after[0]?.properties["LogFormat"]).not.toBe(before?.properties["LogFormat"]);
});

test("the other targets stay unchanged when a target is added or removed", async () => {
  const subnetId = stack.sandbox.topology.subnets[0]!.id;
  const { vpcId } = stack.sandbox;
  const rest = { maxConcurrency: 4, upload: { timeoutInSeconds: 300 }, logFormat: FORMAT };
  stack.setEnvironment({
    MORE_ARGS: JSON.stringify({ ...rest, targets: { edge: { subnetId }, main: { vpcId } } }),
  });
  expect(await previewed()).toEqual([expect.stringMatching(/^create FlowLog app-edge-[0-9a-f]{8}$/)]);
  await stack.must("up");

  stack.setEnvironment({ MORE_ARGS: JSON.stringify({ ...rest, targets: { edge: { subnetId } } }) });
  expect(await previewed()).toEqual([expect.stringMatching(/^delete FlowLog app-main-[0-9a-f]{8}$/)]);
});

test("a bad argument is printed with its name and what to write", async () => {
  const pce = { host: "https://pce.example.com:8443", orgId: 1, secretArn: stack.sandbox.pceSecretArn };
  stack.setEnvironment({ MORE_ARGS: JSON.stringify({ pce, maxConcurrency: 1 }) });
  const { code, text } = await stack.run("preview");
  expect(code).not.toBe(0);
  expect(text).toContain('VpcFlowLogsToPce "app":');
  expect(text).toContain(
    "pce.host: must be a host name only, got 'https://pce.example.com:8443'; write 'pce.example.com' and 8443 as the port",
  );
  expect(text).toContain("maxConcurrency: must be a whole number from 2 to 1000, got 1");
});
