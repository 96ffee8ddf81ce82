import path from "node:path";
import { AwsStack } from "./aws-stack";

jest.setTimeout(180_000);

const PROGRAM = path.resolve(__dirname, "../../fixtures/programs/flow-logs");

const FORMAT = "srcaddr dstaddr srcport dstport protocol action log-status";

let stack: AwsStack;
beforeAll(async () => {
  stack = await AwsStack.create(PROGRAM);
  await stack.must("up", "--yes", "--skip-preview");
});
afterAll(() => stack.close());

/** What a preview announces: `operation type name`. */
async function previewed(): Promise<string[]> {
  const { steps } = JSON.parse(await stack.must("preview", "--json"));
  return (steps as { urn: string; op: string }[])
    .filter(({ op }) => op !== "same")
    .map(
      ({ urn, op }) =>
        `${op} ${urn
          .split("$")
          .at(-1)!
          .replace(/^.*:(\w+)::/, "$1 ")}`,
    );
}

const one = (type: string) => stack.sandbox.aws.resources.list().filter((resource) => resource.type === type);

test("other settings of the functions are updates", async () => {
  stack.setEnvironment({ MORE_ARGS: '{"maxConcurrency": 4, "upload": {"timeoutInSeconds": 300}}' });

  expect((await previewed()).sort()).toEqual([
    "update EventSourceMapping app-upload",
    "update Function app-upload",
    "update Queue app-flows",
  ]);
  await stack.must("up", "--yes", "--skip-preview");
  expect(one("AWS::Lambda::EventSourceMapping")[0]?.properties["ScalingConfig"]).toEqual({
    MaximumConcurrency: 4,
  });
});

test("a flow log with another format takes the place of the old one, which is deleted first", async () => {
  const [before] = one("AWS::EC2::FlowLog");
  stack.setEnvironment({
    MORE_ARGS: JSON.stringify({ maxConcurrency: 4, upload: { timeoutInSeconds: 300 }, logFormat: FORMAT }),
  });

  expect(await previewed()).toEqual(["update Function app-normalise", "replace FlowLog app-main"]);
  await stack.must("up", "--yes", "--skip-preview");
  const after = one("AWS::EC2::FlowLog");
  expect(after).toHaveLength(1);
  expect(after[0]?.id).not.toBe(before?.id);
  expect(after[0]?.properties["LogFormat"]).not.toBe(before?.properties["LogFormat"]);
});

test("a target that is added leaves the others alone, and one that is removed too", async () => {
  const subnetId = stack.sandbox.topology.subnets[0]!.id;
  const { vpcId } = stack.sandbox;
  const rest = { maxConcurrency: 4, upload: { timeoutInSeconds: 300 }, logFormat: FORMAT };
  stack.setEnvironment({
    MORE_ARGS: JSON.stringify({ ...rest, targets: { edge: { subnetId }, main: { vpcId } } }),
  });
  expect(await previewed()).toEqual(["create FlowLog app-edge"]);
  await stack.must("up", "--yes", "--skip-preview");

  stack.setEnvironment({ MORE_ARGS: JSON.stringify({ ...rest, targets: { edge: { subnetId } } }) });
  expect(await previewed()).toEqual(["delete FlowLog app-main"]);
});

test("a bad argument is printed with its name and what to write", async () => {
  stack.setEnvironment({ MORE_ARGS: '{"pceHost": "https://pce.example.com:8443", "maxConcurrency": 1}' });
  const { code, text } = await stack.run("preview");
  expect(code).not.toBe(0);
  expect(text).toContain('VpcFlowLogsToPce "app":');
  expect(text).toContain(
    'pceHost: write the host name alone, without "https://", got "https://pce.example.com:8443"',
  );
  expect(text).toContain("maxConcurrency: has to be a whole number from 2 to 1000, got 1");
});
