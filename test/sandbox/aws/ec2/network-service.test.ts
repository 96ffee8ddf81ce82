import { Cloud } from "../../../../sandbox/aws/cloud";
import { answerEc2, refuseEc2 } from "../../../../sandbox/aws/http/ec2-protocol";
import { SandboxClock } from "../../../../sandbox/cloud/clock";
import { CloudError } from "../../../../sandbox/cloud/cloud-error";
import { threeTierTopology } from "../../../../sandbox/cloud/traffic";

const topology = threeTierTopology({ seed: 1 });
const cloud = new Cloud({
  region: "us-east-1",
  accountId: "123456789012",
  seed: 1,
  directory: "",
  clock: new SandboxClock(0),
  topology,
});
afterAll(() => cloud.close());

const deployer = { kind: "deployer", arn: "arn:aws:iam::123456789012:user/sandbox" } as const;

/** The answer to a form, as text. */
async function call(form: Record<string, string>, caller: Parameters<typeof answerEc2>[2] = deployer) {
  const request = {
    method: "POST",
    path: "/",
    rawQuery: "",
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from(new URLSearchParams(form).toString()),
  };
  try {
    return String((await answerEc2(cloud.network.api, request, caller, "id-1")).body);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return String(refuseEc2(request, error).body);
  }
}

const filter = (Name: string, ...values: string[]) =>
  Object.fromEntries([
    ["Filter.1.Name", Name],
    ...values.map((value, index) => [`Filter.1.Value.${index + 1}`, value]),
  ]);
const all = (name: string, text: string) =>
  [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, one]) => one);

const [shop, erp] = topology.vpcs;

test("a VPC is answered as EC2 writes it", async () => {
  expect(await call({ Action: "DescribeVpcs", "VpcId.1": shop!.id })).toBe(
    '<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>id-1</requestId><vpcSet><item>' +
      `<vpcId>${shop!.id}</vpcId><ownerId>123456789012</ownerId><state>available</state><cidrBlock>${shop!.cidr}</cidrBlock>` +
      "<instanceTenancy>default</instanceTenancy><isDefault>false</isDefault>" +
      `<tagSet><item><key>Name</key><value>${shop!.name}</value></item></tagSet></item></vpcSet></DescribeVpcsResponse>`,
  );
});

test.each([
  ["without a filter", {}, [shop, erp]],
  ["by id", filter("vpc-id", erp!.id), [erp]],
  ["by one of several ids", filter("vpc-id", "vpc-0", erp!.id), [erp]],
  ["by name", filter("tag:Name", shop!.name), [shop]],
  ["by a wildcard", filter("tag:Name", `${shop!.name.slice(0, 2)}*`), [shop]],
  ["by a tag that none has", filter("tag:app", "shop"), []],
  ["that are default ones", filter("isDefault", "true"), []],
])("VPCs are selected %s", async (_how, form, expected) => {
  const text = await call({ Action: "DescribeVpcs", ...form });
  expect(all("vpcId", text)).toEqual(expected.map((vpc) => vpc!.id));
});

test("every subnet has a route to the internet: public ones by a gateway, others by NAT where there is one", async () => {
  const form = filter("vpc-id", shop!.id);
  const subnets = topology.subnets.filter(({ vpcId }) => vpcId === shop!.id);
  const described = await call({ Action: "DescribeSubnets", ...form });
  expect(all("subnetId", described)).toEqual(subnets.map(({ id }) => id));
  expect(all("availabilityZone", described)).toEqual(
    subnets.map(({ azId }) => `us-east-1${azId.endsWith("1") ? "a" : "b"}`),
  );
  const tables = (await call({ Action: "DescribeRouteTables", ...form })).split("<associationSet>");
  expect(tables.slice(0, -1).map((text) => all("natGatewayId", text).length)).toEqual(
    subnets.map(({ isPublic }) => (isPublic ? 0 : 1)),
  );
  expect(
    tables.slice(0, -1).map((text) => all("gatewayId", text).some((id) => id!.startsWith("igw-"))),
  ).toEqual(subnets.map(({ isPublic }) => isPublic));
  const lone = await call({ Action: "DescribeRouteTables", ...filter("vpc-id", erp!.id) });
  expect([all("natGatewayId", lone), all("gatewayId", lone)]).toEqual([[], ["local"]]);
});

test.each([
  [
    "an action that it does not serve",
    { Action: "RunInstances" },
    "InvalidAction",
    /does not serve RunInstances of EC2/,
  ],
  [
    "an unknown filter",
    { Action: "DescribeVpcs", ...filter("color", "red") },
    "InvalidParameterValue",
    /'color' is invalid/,
  ],
  [
    "an unknown id",
    { Action: "DescribeSubnets", "SubnetId.1": "subnet-0" },
    "InvalidSubnetID.NotFound",
    /'subnet-0' does not exist/,
  ],
])("EC2 refuses %s, in its own form of an error", async (_what, form, code, message) => {
  const text = await call(form);
  expect(text).toMatch(/^<Response><Errors><Error><Code>.*<\/Message><\/Error><\/Errors><\/Response>$/);
  expect(all("Code", text)).toEqual([code]);
  expect(text).toMatch(message);
});

test("a role that may not describe is refused", async () => {
  const role = cloud.roles.byArn(
    `arn:aws:iam::123456789012:role/cdk-hnb659fds-file-publishing-role-123456789012-us-east-1`,
  )!;
  const text = await call({ Action: "DescribeVpcs" }, cloud.access.session(role, "cli"));
  expect(text).toContain("<Code>UnauthorizedOperation</Code>");
  expect(text).toContain("is not authorized to perform: ec2:DescribeVpcs");
});
