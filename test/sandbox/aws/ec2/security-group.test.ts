import { type SandboxCloud, startSandboxCloud } from "../../../../sandbox/aws/sandbox-cloud";
import { threeTierTopology } from "../../../../sandbox/cloud/traffic";
import { allow } from "../../../support/sandbox-cloud";
import { deployFunction } from "../support/functions";

const TYPE = "AWS::EC2::SecurityGroup";
const network = threeTierTopology({ seed: 1 });
const subnet = network.subnets[0]!;
const other = { ...network.vpcs[0]!, id: "vpc-0fedcba9876543210" };

let cloud: SandboxCloud;
beforeEach(async () => {
  cloud = await startSandboxCloud({ topology: { ...network, vpcs: [...network.vpcs, other] } });
});
afterEach(() => cloud.close());

const EVERYWHERE = {
  CidrIp: "0.0.0.0/0",
  Description: "Allow all outbound traffic by default",
  IpProtocol: "-1",
};
const create = (part: object = {}) =>
  cloud.resources.create(TYPE, {
    GroupDescription: "Automatic security group for Lambda Function Stack0123",
    SecurityGroupEgress: [EVERYWHERE],
    VpcId: subnet.vpcId,
    ...part,
  });
const attach = (id: string) =>
  deployFunction(cloud, {
    name: "f",
    body: "",
    statements: [
      allow(
        ["CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface"].map(
          (one) => `ec2:${one}`,
        ),
        "*",
      ),
    ],
    properties: { VpcConfig: { SubnetIds: [subnet.id], SecurityGroupIds: [id] } },
  });

test("a security group, as a construct makes it, is attached to a function and goes only after it", async () => {
  const { id, attributes } = await create();
  expect(attributes).toEqual({ GroupId: id, Id: id, VpcId: subnet.vpcId });
  await attach(id);
  await expect(cloud.resources.delete(TYPE, id)).rejects.toMatchObject({ code: "DependencyViolation" });
  await cloud.resources.delete("AWS::Lambda::Function", "f");
  await cloud.resources.delete(TYPE, id);
  expect(cloud.resources.read(TYPE, id)).toBeUndefined();
});

test("a function is refused when its security group is in another VPC than its subnet", async () => {
  const { id } = await create({ VpcId: other.id });
  await expect(attach(id)).rejects.toThrow("do not belong to the same VPC");
});

test("rules are changed in place, and name, description and VPC are not", async () => {
  const { id, properties } = await create();
  const change = (part: object) => cloud.resources.update(TYPE, id, { ...properties, ...part });
  await change({
    SecurityGroupEgress: [{ CidrIpv6: "::/0", IpProtocol: "tcp", FromPort: 443, ToPort: 443 }],
  });
  for (const part of [{ GroupName: "new" }, { GroupDescription: "new" }, { VpcId: other.id }]) {
    await expect(change(part)).rejects.toMatchObject({ code: "NotUpdatableException" });
  }
});

test.each([
  [{ VpcId: undefined }, "No default VPC for this user"],
  [{ VpcId: "vpc-0123456789abcdef0" }, "The vpc ID 'vpc-0123456789abcdef0' does not exist"],
  [{ GroupName: "sg-mine" }, "failed validation constraint"],
  [{ GroupName: "taken" }, "The security group 'taken' already exists for VPC"],
  [{ SecurityGroupEgress: [{ ...EVERYWHERE, CidrIp: "0.0.0.0/33" }] }, "CIDR block 0.0.0.0/33 is malformed"],
  [{ SecurityGroupEgress: [{ CidrIp: "0.0.0.0/0" }] }, "required key [IpProtocol] not found"],
  [{ SecurityGroupEgress: [{ ...EVERYWHERE, CidrIpv6: "1.2.3.4/8" }] }, "CIDR block 1.2.3.4/8 is malformed"],
  [{ SecurityGroupIngress: Array(61).fill(EVERYWHERE) }, "maximum number of rules per security group"],
  [{ SecurityGroupEgress: [{ ...EVERYWHERE, SourceSecurityGroupId: "sg-1" }] }, "extraneous key"],
])("the security group %# is refused", async (part, reason) => {
  await create({ GroupName: "taken" });
  await expect(create(part)).rejects.toThrow(reason);
  expect(cloud.resources.list()).toHaveLength(1);
});
