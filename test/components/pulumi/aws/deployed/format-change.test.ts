import path from "node:path";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import {
  functionNameOf,
  listFailedDeliveries,
  readFailedDelivery,
  redriveDelivery,
} from "../../../../../clients/aws/failed-deliveries";
import { OWN_FORMAT } from "../../../../../core/contracts/aws/flow-log-format";
import { playOnClock } from "../../../../../sandbox/cloud/play-on-clock";
import { compareWithTruth, playThreeTier } from "../../../../../sandbox/cloud/traffic";
import { InProcessAwsStack } from "../../../../dynamic-providers/stacks/in-process-aws-stack";
import { type CloudClients, cloudClients } from "../../../../support/sandbox-cloud";

const PROGRAM = path.resolve(__dirname, "../../../../fixtures/programs/flow-logs");
const MINUTE = 60_000;
const FORMER = OWN_FORMAT.join(" ");
const FORMAT = OWN_FORMAT.toReversed().join(" ");

let stack: InProcessAwsStack;
let clients: CloudClients;
beforeEach(async () => {
  stack = await InProcessAwsStack.create(PROGRAM);
  clients = cloudClients(stack.sandbox.aws);
  await stack.must("up");
});
afterEach(async () => {
  clients.destroy();
  await stack.close();
});

const ids = (type: string) =>
  stack.sandbox.aws.resources.list().flatMap((one) => (one.type === type ? [one.id] : []));
const flowLogGroups = () => ids("AWS::Logs::LogGroup").filter((name) => /^app-[0-9a-f]{8}-/.test(name));
const idOf = (type: string, name: string) => ids(type).find((id) => id.startsWith(name))!;

async function up(args: object): Promise<void> {
  stack.setEnvironment({ MORE_ARGS: JSON.stringify(args) });
  await stack.must("up");
}

/** Changes the component while the network talks: after two of four minutes. @returns what the PCE has missed at the end */
async function missedWhenChanged(args: object): Promise<() => readonly string[]> {
  const { aws, pce, topology, vpcId } = stack.sandbox;
  const { packets, truth } = playThreeTier({ topology, seed: 1, start: aws.clock.now(), minutes: 4 });
  playOnClock(aws, packets);
  await aws.clock.advance(2 * MINUTE);
  await up(args);
  await aws.clock.advance(2 * MINUTE);
  await aws.clock.advanceUntilIdle(30 * MINUTE);
  const interfaceIds = topology.interfaces.filter((one) => one.vpcId === vpcId).map(({ id }) => id);
  return () => {
    const lines = Array.from(pce.store.traffic.rows, ({ source, destination, port, protocol }) =>
      [source, destination, port, protocol].join(),
    );
    return compareWithTruth(lines, truth, { trafficType: "ACCEPT", interfaceIds }).missedOpenings;
  };
}

const failedDeliveries = async (): Promise<number> => {
  const Bucket = idOf("AWS::S3::Bucket", "app-failed");
  return (await clients.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount ?? 0;
};

test("no record is lost by a change of the format when normalise is given the former log group", async () => {
  const [former] = flowLogGroups();
  const missed = await missedWhenChanged({ logFormat: FORMAT, formerLogGroups: { [former!]: FORMER } });
  expect(missed()).toEqual([]);
  expect(await failedDeliveries()).toBe(0);
  expect(flowLogGroups()).toHaveLength(2);
});

test("deliveries of a former log group that normalise does not know are kept, and redrive sends them once it does", async () => {
  const [former] = flowLogGroups();
  const missed = await missedWhenChanged({ logFormat: FORMAT });
  expect(missed().length).toBeGreaterThan(0);
  expect(await failedDeliveries()).toBeGreaterThan(0);
  expect(await stack.functionLog()).toContain(`the format of the log group '${former}' is not known`);

  await up({ logFormat: FORMAT, formerLogGroups: { [former!]: FORMER } });
  const bucket = idOf("AWS::S3::Bucket", "app-failed");
  const name = functionNameOf(idOf("AWS::Lambda::Function", "app-normalise"));
  for (const key of await listFailedDeliveries(clients.s3, bucket, "")) {
    const delivery = await readFailedDelivery(clients.s3, bucket, key);
    await redriveDelivery(clients, bucket, name, delivery);
  }
  await stack.sandbox.aws.clock.advanceUntilIdle(30 * MINUTE);
  expect(missed()).toEqual([]);
  expect(await failedDeliveries()).toBe(0);
});

test("a log group of before a change goes with its filter and permission when deleteFlowLogGroup is deployed", async () => {
  await up({ deleteFlowLogGroup: true });
  await up({ deleteFlowLogGroup: true, logFormat: FORMAT });
  expect(flowLogGroups()).toHaveLength(1);
  expect(ids("AWS::Logs::SubscriptionFilter")).toHaveLength(1);
  expect(ids("AWS::Lambda::Permission")).toHaveLength(1);
  await stack.must("destroy");
  expect(flowLogGroups()).toEqual([]);
});

test("destroy leaves the log group of the flow logs and its filter unless deleteFlowLogGroup is deployed", async () => {
  await stack.must("destroy");
  expect(flowLogGroups()).toHaveLength(1);
  // The permission goes with its function.
  const elsewhere = ["AWS::SecretsManager::Secret", "AWS::Lambda::Permission"];
  expect(
    stack
      .types()
      .filter((type) => !elsewhere.includes(type))
      .sort(),
  ).toEqual(["AWS::Logs::LogGroup", "AWS::Logs::SubscriptionFilter"]);
});

test("a flow log is deleted before it is replaced when its format stays", async () => {
  const [before] = ids("AWS::EC2::FlowLog");
  await stack.must("up", "--target-replace", "app-main-fd8610da");
  const after = ids("AWS::EC2::FlowLog");
  expect(after).toHaveLength(1);
  expect(after[0]).not.toBe(before);
});
