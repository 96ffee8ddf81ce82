import { DescribeLogStreamsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { type NetworkInterface, threeTierTopology } from "../../../../sandbox/cloud/traffic";
import { allow, type CloudClients, cloudClients, policy, trust } from "../../../support/sandbox-cloud";
import { answer, observation } from "../../cloud/traffic/observations";
import { messagesOf } from "../support/log-messages";

const TYPE = "AWS::EC2::FlowLog";
const LOGS = [
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "logs:DescribeLogGroups",
  "logs:DescribeLogStreams",
];
const topology = threeTierTopology();
const VPC = topology.vpcs[0]!.id;
const [source, target] = topology.interfaces.filter(
  ({ vpcId, instanceId }) => vpcId === VPC && instanceId !== undefined,
) as [NetworkInterface, NetworkInterface];

let cloud: SandboxCloud;
let clients: CloudClients;

beforeEach(async () => {
  cloud = await startSandboxCloud({ topology });
  clients = cloudClients(cloud);
  await cloud.resources.create("AWS::Logs::LogGroup", { LogGroupName: "/flows" });
});

afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

const createRole = async (service = "vpc-flow-logs.amazonaws.com", actions: readonly string[] = LOGS) => {
  const role = await cloud.resources.create("AWS::IAM::Role", {
    RoleName: "delivery",
    AssumeRolePolicyDocument: trust(service),
    Policies: [{ PolicyName: "logs", PolicyDocument: policy([allow(actions, "*")]) }],
  });
  return String(role.attributes["Arn"]);
};

const createFlowLog = (DeliverLogsPermissionArn: string, changes: object = {}) =>
  cloud.resources.create(TYPE, {
    ResourceId: VPC,
    ResourceType: "VPC",
    TrafficType: "ALL",
    LogGroupName: "/flows",
    MaxAggregationInterval: 60,
    DeliverLogsPermissionArn,
    ...changes,
  });

/** A request and its answer at the source interface, long enough ago to have been delivered. */
const talk = async () => {
  const request = observation({
    time: cloud.clock.now(),
    interfaceId: source.id,
    src: source.addresses[0]!,
    dst: target.addresses[0]!,
  });
  cloud.observe([request, answer(request, { tcpFlags: 18 })]);
  await cloud.clock.advanceUntilIdle(600_000);
};

/** Records of traffic, without those that say that a window had none. */
const delivered = async (group = "/flows") =>
  (await messagesOf(clients, group)).filter((message) => !/(^|\s)-(\s|$)/.test(message));

describe("a flow log is refused", () => {
  let role: string;

  beforeEach(async () => {
    role = await createRole();
  });

  it.each([
    ["an unknown VPC", { ResourceId: "vpc-0ffffffffffffffff" }, "InvalidVpcId.NotFound"],
    ["a subnet that is called a VPC", { ResourceId: topology.subnets[0]!.id }, "InvalidVpcId.NotFound"],
    ["an unknown field", { LogFormat: "$" + "{srcaddr} $" + "{colour}" }, "InvalidParameter"],
    [
      "two destinations",
      { LogDestination: "arn:aws:logs:us-east-1:123456789012:log-group:/x" },
      "InvalidParameter",
    ],
    ["no destination", { LogGroupName: undefined }, "InvalidParameter"],
    ["no role", { DeliverLogsPermissionArn: undefined }, "InvalidParameter"],
    ["an interval that EC2 does not know", { MaxAggregationInterval: 120 }, "ValidationException"],
  ])("for %s", async (_reason, changes, code) => {
    await expect(createFlowLog(role, changes)).rejects.toMatchObject({ code });
    expect(cloud.resources.list().filter(({ type }) => type === TYPE)).toEqual([]);
  });

  it("when one of the same resource has the same destination, until that is deleted", async () => {
    const { id } = await createFlowLog(role);
    const again = createFlowLog(role, {
      LogGroupName: undefined,
      LogDestination: "arn:aws:logs:us-east-1:123456789012:log-group:/flows",
    });
    await expect(again).rejects.toMatchObject({ code: "FlowLogAlreadyExists" });
    for (const change of [{ TrafficType: "ACCEPT" }, { LogFormat: `$\{srcaddr} $\{dstaddr}` }])
      await expect(createFlowLog(role, change)).rejects.toMatchObject({ code: "FlowLogAlreadyExists" });
    await createFlowLog(role, { LogGroupName: "/others" });
    await cloud.resources.delete(TYPE, id);
    await createFlowLog(role);
  });
});

test("each record has the fields of its flow log, in their order", async () => {
  const role = await createRole();
  await cloud.resources.create("AWS::Logs::LogGroup", { LogGroupName: "/others" });
  const fields = (...names: string[]) => names.map((name) => `$\{${name}}`).join(" ");
  await createFlowLog(role, { LogFormat: fields("dstaddr", "srcaddr", "action", "dstport") });
  await createFlowLog(role, { LogGroupName: "/others", LogFormat: fields("dstport", "vpc-id", "srcaddr") });
  await talk();
  const [from, to] = [source.addresses[0], target.addresses[0]];
  expect((await delivered()).sort()).toEqual(
    [`${to} ${from} ACCEPT 443`, `${from} ${to} ACCEPT 40000`].sort(),
  );
  expect((await delivered("/others")).sort()).toEqual([`443 ${VPC} ${from}`, `40000 ${VPC} ${to}`].sort());
  const { logStreams } = await clients.logs.send(new DescribeLogStreamsCommand({ logGroupName: "/flows" }));
  expect(logStreams!.map(({ logStreamName }) => logStreamName)).toEqual([`${source.id}-all`]);
});

test("what a flow log has recorded is delivered after its deletion, when its role and log group exist", async () => {
  const role = await createRole();
  await cloud.resources.create("AWS::Logs::LogGroup", { LogGroupName: "/gone" });
  const [kept, lost] = [await createFlowLog(role), await createFlowLog(role, { LogGroupName: "/gone" })];
  const request = observation({
    time: cloud.clock.now(),
    interfaceId: source.id,
    src: source.addresses[0]!,
    dst: target.addresses[0]!,
  });
  cloud.observe([request, answer(request, { tcpFlags: 18 })]);
  for (const { id } of [kept, lost]) await cloud.resources.delete(TYPE, id);
  await cloud.resources.delete("AWS::Logs::LogGroup", "/gone");
  await cloud.clock.advanceUntilIdle(600_000);
  expect(await delivered()).toHaveLength(2);
});

test("records are delivered after their window, not at once", async () => {
  await createFlowLog(await createRole());
  const request = observation({
    time: cloud.clock.now(),
    interfaceId: source.id,
    src: source.addresses[0]!,
    dst: target.addresses[0]!,
  });
  cloud.observe([request]);
  await cloud.clock.advance(59_999);
  expect(await delivered()).toEqual([]);
  await cloud.clock.advanceUntilIdle(600_000);
  expect(await delivered()).toHaveLength(1);
});

test.each([
  ["another service may assume only", () => createRole("ec2.amazonaws.com")],
  ["may not write logs", () => createRole(undefined, ["logs:DescribeLogGroups", "logs:DescribeLogStreams"])],
  [
    "may not describe streams",
    () =>
      createRole(
        undefined,
        LOGS.filter((action) => action !== "logs:DescribeLogStreams"),
      ),
  ],
  ["does not exist", async () => "arn:aws:iam::123456789012:role/none"],
])("a flow log has an access error and delivers nothing with a role that %s", async (_flaw, role) => {
  const { id } = await createFlowLog(await role());
  await talk();
  expect(await messagesOf(clients, "/flows")).toEqual([]);
  expect(cloud.resources.read(TYPE, id)?.attributes).toMatchObject({
    FlowLogStatus: "ACTIVE",
    DeliverLogsStatus: "FAILED",
    DeliverLogsErrorMessage: "Access error",
  });
});

test("the access error disappears when the role may deliver", async () => {
  const { id } = await createFlowLog(await createRole("ec2.amazonaws.com"));
  await talk();
  const { properties } = cloud.resources.read("AWS::IAM::Role", "delivery")!;
  await cloud.resources.update("AWS::IAM::Role", "delivery", {
    ...properties,
    AssumeRolePolicyDocument: trust("vpc-flow-logs.amazonaws.com"),
  });
  await talk();
  expect(await delivered()).toHaveLength(2);
  const { attributes } = cloud.resources.read(TYPE, id)!;
  expect(attributes).toMatchObject({ DeliverLogsStatus: "SUCCESS" });
  expect(attributes["DeliverLogsErrorMessage"]).toBeUndefined();
});
