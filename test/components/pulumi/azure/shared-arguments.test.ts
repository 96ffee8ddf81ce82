import * as pulumi from "@pulumi/pulumi";
import {
  AzureVmOnboarding,
  SqlFirewallSync,
  VnetFlowLogs,
  VnetFlowLogsToPce,
} from "../../../../components/pulumi/azure";
import { firewall } from "../../../core/sql-firewall/worlds";
import { ARGS, GIVEN_ACCOUNT, NETWORK, run, SUBSCRIPTION } from "./deploy";

jest.mock("../../../../components/shared/bundle-path", () => ({ functionAppDigest: () => "d1".repeat(32) }));

const base = { resourceGroupName: "illumio", location: "westeurope", pce: ARGS.pce };
const bindings = { orders: firewall() };

/** Components with a function app, each with the arguments that it needs and some that are wrong. */
const COMPONENTS = {
  VnetFlowLogsToPce: (args: object, opts?: pulumi.ComponentResourceOptions) =>
    new VnetFlowLogsToPce(
      "traffic",
      { ...base, targets: { shop: { virtualNetworkId: NETWORK } }, ...args },
      opts,
    ),
  SqlFirewallSync: (args: object, opts?: pulumi.ComponentResourceOptions) =>
    new SqlFirewallSync("sync", { ...base, bindings, ...args } as never, opts),
  AzureVmOnboarding: (args: object, opts?: pulumi.ComponentResourceOptions) =>
    new AzureVmOnboarding(
      "vms",
      { ...base, scopes: { all: `/subscriptions/${SUBSCRIPTION}` }, ven: { pairingProfile: "p" }, ...args },
      opts,
    ),
};

const CASES: readonly [string, object, RegExp][] = [
  [
    "a text for createRoleAssignments, as from config.get",
    { createRoleAssignments: "false" },
    /\n {2}createRoleAssignments: must be true or false, got 'false'$/,
  ],
  [
    "createRoleAssignments that is known later",
    { createRoleAssignments: pulumi.output(false) },
    /\n {2}createRoleAssignments: must be known when the program runs; it is an output$/,
  ],
  ["a list of tags", { tags: ["team"] }, /\n {2}tags: must be an object, got a list of 1$/],
  ["a text as tags", { tags: "team" }, /\n {2}tags: must be an object, got 'team'$/],
  ["a number in a tag", { tags: { team: 7 } }, /\n {2}tags.team: must be text, got 7$/],
  ["no value in a tag", { tags: { team: null } }, /\n {2}tags.team: is missing$/],
  ["a text as action groups", { actionGroupIds: "ops" }, /\n {2}actionGroupIds: must be a list, got 'ops'$/],
  [
    "a text as retention of the log",
    { logRetentionInDays: "30" },
    /\n {2}logRetentionInDays: must be .*'30'$/,
  ],
  ["a text as memory", { memoryInMegabytes: "512" }, /\n {2}memoryInMegabytes: must be 512, .*'512'$/],
  ["a number as proxy", { proxyUrl: 3128 }, /\n {2}proxyUrl: must be text, got a number$/],
  ["a number as identity", { identityId: 1 }, /\n {2}identityId: must look like .*got 1$/],
  ["a number as region", { location: 1 }, /\n {2}location: must be the name of a region.*got 1$/],
  ["a number as name of the app", { names: { functionApp: 1 } }, /\n {2}names.functionApp: must be .*got 1$/],
];

describe.each(Object.entries(COMPONENTS))("arguments of a wrong type for %s", (component, construct) => {
  test.each(CASES)("%s", async (_what, args, says) => {
    await expect(run((opts) => construct(args, opts))).rejects.toThrow(
      new RegExp(`^${component} "[a-z]+":${says.source}`),
    );
  });

  test("tags may be known later, one by one or together", async () => {
    for (const tags of [
      { team: pulumi.output("net"), stage: "prod" },
      pulumi.output({ team: "net", stage: "prod" }),
    ]) {
      const { one } = await run((opts) => construct({ tags }, opts));
      expect(one("WebApp")["tags"]).toEqual({ team: "net", stage: "prod" });
    }
  });

  test("a preview shows the tags that are known beside one that is not", async () => {
    const tags = { team: pulumi.output(pulumi.unknown) as unknown as pulumi.Output<string>, stage: "prod" };
    const { one } = await run((opts) => construct({ tags }, opts), { preview: true });
    expect(one("WebApp")["tags"]).toMatchObject({ stage: "prod" });
  });
});

test("flow logs alone refuse wrong tags too", async () => {
  const args = {
    targets: { shop: { virtualNetworkId: NETWORK } },
    location: "westeurope",
    flowLogAccountId: GIVEN_ACCOUNT,
  };
  const spoke = (opts: pulumi.ComponentResourceOptions) =>
    new VnetFlowLogs("spoke", { ...args, tags: { team: 7 } } as never, opts);
  await expect(run(spoke)).rejects.toThrow(/^VnetFlowLogs "spoke":\n {2}tags.team: must be text, got 7$/);
});
