import { InvokeCommand } from "@aws-sdk/client-lambda";
import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { threeTierTopology } from "../../../../sandbox/cloud/traffic";
import { allow, type CloudClients, cloudClients } from "../../../support/sandbox-cloud";
import { deployFunction, invoke } from "../support/functions";

const network = threeTierTopology({ seed: 1 });
const subnet = network.subnets[0]!;
const elsewhere = { ...subnet, id: "subnet-0fedcba9876543210", vpcId: "vpc-0fedcba9876543210" };
const topology = { ...network, subnets: [...network.subnets, elsewhere] };
const INTERFACES = [
  allow(
    ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"],
    "arn:aws:ec2:us-east-1:123456789012:*/*",
  ),
  allow("ec2:DescribeNetworkInterfaces", "*"),
];

let cloud: SandboxCloud;
let clients: CloudClients;
beforeEach(async () => {
  cloud = await startSandboxCloud({ topology, region: "us-east-1", accountId: "123456789012" });
  clients = cloudClients(cloud);
});
afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

const deploy = (VpcConfig: object, statements: readonly object[] = INTERFACES) =>
  deployFunction(cloud, { name: "f", body: "return 1;", statements, properties: { VpcConfig } });
const attached = { SubnetIds: [subnet.id], SecurityGroupIds: ["sg-0123456789abcdef0"] };

describe("a function in a VPC", () => {
  test("is accepted and runs when its role may manage network interfaces", async () => {
    await deploy(attached);
    expect(await invoke(clients, "f")).toEqual({ error: undefined, value: 1 });
  });

  test.each([
    ["CreateNetworkInterface", INTERFACES.slice(1)],
    ["DescribeNetworkInterfaces", INTERFACES.slice(0, 1)],
  ])("is refused when its role may not call %s", async (action, statements) => {
    await expect(deploy(attached, statements)).rejects.toThrow(
      `The provided execution role does not have permissions to call ${action} on EC2`,
    );
  });

  test.each([
    [{ ...attached, SubnetIds: ["subnet-0123456789abcdef0"] }, "InvalidSubnetID.NotFound"],
    [{ ...attached, SubnetIds: [] }, "SubnetIds and SecurityIds must coexist or be both empty list."],
    [{ SubnetIds: attached.SubnetIds }, "SubnetIds and SecurityIds must coexist or be both empty list."],
    [{ ...attached, SecurityGroupIds: ["default"] }, "failed validation constraint"],
    [{ ...attached, VpcId: subnet.vpcId }, "extraneous key [VpcId] is not permitted"],
    [{ ...attached, SubnetIds: [subnet.id, elsewhere.id] }, "do not belong to the same VPC"],
  ])("is refused with %j", async (config, reason) => {
    await expect(deploy(config)).rejects.toThrow(reason);
  });
});

describe("reserved concurrency", () => {
  const event = (InvocationType: "Event" | "RequestResponse") =>
    clients.lambda.send(new InvokeCommand({ FunctionName: "f", InvocationType, Payload: Buffer.from("{}") }));
  const total = (name: string) =>
    cloud.metrics.total({ namespace: "AWS/Lambda", name, dimensions: { FunctionName: "f" } });

  test("of one delays the second of two events by a second", async () => {
    const start = cloud.clock.now();
    const properties = { ReservedConcurrentExecutions: 1 };
    await deployFunction(cloud, { name: "f", body: "return 1;", properties });
    await event("Event");
    await event("Event");
    await cloud.clock.advance(10_000);
    const points = cloud.metrics.points({
      namespace: "AWS/Lambda",
      name: "Invocations",
      dimensions: { FunctionName: "f" },
    });
    expect(points.map(({ time }) => time - start)).toEqual([0, 1_000]);
    expect(total("Throttles")).toBe(1);
  });

  test("of zero refuses an event that waits for its answer", async () => {
    const properties = { ReservedConcurrentExecutions: 0 };
    await deployFunction(cloud, { name: "f", body: "return 1;", properties });
    await expect(event("RequestResponse")).rejects.toThrow("Rate Exceeded.");
  });
});
