import {
  doubleTargets,
  retentionProblem,
  startFrom,
  TARGET_ARGUMENTS,
  targetsProblem,
  VNET_FLOW_LOG_ARGUMENTS,
  vnetTargetProblem,
} from "../../../../../components/shared/azure/vnet-flow-logs-to-pce/arguments";
import { Checks, properties, type Rule } from "../../../../../core/checks";

const GROUP = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers";
const NETWORK = `${GROUP}/Microsoft.Network/virtualNetworks/shop`;

function reasonOf(rule: Rule<unknown>, value: unknown): string | undefined {
  const checks = Checks.start();
  checks.called("it").read(value, rule as never);
  return checks.problems[0]?.reason;
}

test("what is left out has the words and defaults of the component for AWS", () => {
  const checks = Checks.start();
  const read = properties({}, VNET_FLOW_LOG_ARGUMENTS, checks);
  expect(checks.problems).toEqual([]);
  expect(read).toMatchObject({
    includeRejected: false,
    pceCallsPerMinute: 400,
    nsgLogs: false,
    retentionDays: 7,
  });
});

test.each([
  ["retentionDays", 1, /from 2 to 365/],
  ["pceCallsPerMinute", 501, /from 1 to 500/],
] as const)("%s cannot be %j", (name, value, reason) => {
  expect(reasonOf(VNET_FLOW_LOG_ARGUMENTS[name], value)).toMatch(reason);
});

test.each(["2026-11-20", "2026-13-20T06:00:00Z", "2026-11-20T06:00:00+01:00", 5])(
  "startFrom cannot be %j",
  (value) => {
    expect(reasonOf(startFrom(), value)).toMatch(/a time in UTC/);
  },
);

test("ids are taken in any casing and refused when they are of another type", () => {
  expect(reasonOf(TARGET_ARGUMENTS.virtualNetworkId, NETWORK.toUpperCase())).toBeUndefined();
  expect(reasonOf(TARGET_ARGUMENTS.subnetId, `${NETWORK}/subnets/web`)).toBeUndefined();
  expect(reasonOf(TARGET_ARGUMENTS.virtualNetworkId, `${NETWORK}/subnets/web`)).toMatch(
    /^must look like .*virtualNetworks\/shop, got/,
  );
});

test("a flow log of a network security group is refused with since when, until when and what to use", () => {
  const group = `${GROUP}/microsoft.network/networksecuritygroups/web`;
  for (const reason of [
    reasonOf(TARGET_ARGUMENTS.virtualNetworkId, group),
    vnetTargetProblem({ networkSecurityGroupId: group }),
  ])
    expect(reason).toMatch(/30 June 2025.*30 September 2027.*Name the virtual network.*nsgLogs: true/);
});

test("a target names one thing", () => {
  expect(vnetTargetProblem({ virtualNetworkId: NETWORK })).toBeUndefined();
  expect(vnetTargetProblem({})).toBe(
    "must name one of virtualNetworkId, subnetId, networkInterfaceId, got none",
  );
  expect(vnetTargetProblem({ virtualNetworkId: NETWORK, subnetId: NETWORK })).toMatch(
    /got virtualNetworkId and subnetId$/,
  );
});

test("two targets that name the same resource are told, whatever their casing", () => {
  expect(doubleTargets({ a: NETWORK, b: `${NETWORK}2`, c: NETWORK.toUpperCase() })).toEqual({
    c: expect.stringContaining("names the same resource as a"),
  });
});

test("arguments that exclude or need each other are told", () => {
  expect(targetsProblem({})).toMatch(/^names nothing: .*flowLogAccount/);
  expect(targetsProblem({ targets: {}, flowLogAccount: { id: "x" } })).toBeUndefined();
  const given = { retentionDays: 7, flowLogAccount: {} };
  expect(retentionProblem(given)).toMatch(/with the prefix "insights-logs-flowlogflowevent\/" some days/);
  expect(retentionProblem({ ...given, nsgLogs: true })).toMatch(
    /"insights-logs-flowlogflowevent\/" or "insights-logs-networksecuritygroupflowevent\/" some days/,
  );
  expect(retentionProblem({ retentionDays: 7 })).toBeUndefined();
});
