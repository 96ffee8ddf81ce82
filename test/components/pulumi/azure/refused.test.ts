import { spawnSync } from "node:child_process";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  type AzureVmOnboardingArgs,
  VnetFlowLogs,
  type VnetFlowLogsArgs,
  VnetFlowLogsToPce,
  type VnetFlowLogsToPceArgs,
} from "../../../../components/pulumi/azure";
import { ARGS, FOUND, GIVEN_ACCOUNT, GROUP, NETWORK, OTHER_SUBSCRIPTION, run, VAULT, value } from "./deploy";

jest.mock("../../../../components/shared/bundle-path", () => ({ functionAppDigest: () => "d1".repeat(32) }));

const elsewhere = (id: string) => id.replace(/[1-]{36}/, OTHER_SUBSCRIPTION);
const given = { flowLogAccount: { id: GIVEN_ACCOUNT } };
const closed = { ...FOUND["getStorageAccount"], networkRuleSet: { defaultAction: "Deny" } };
const oldVault = { id: VAULT, properties: { vaultUri: "https://x/", enableRbacAuthorization: false } };

const GROUP_SCOPE = `/subscriptions/${OTHER_SUBSCRIPTION}/resourceGroups/shop`;
const onboarded = {
  targets: undefined,
  scopes: { all: `/subscriptions/${OTHER_SUBSCRIPTION}` },
  ven: { pairingProfile: "Azure VMs" },
};

interface Case {
  readonly args: Partial<VnetFlowLogsToPceArgs> | Partial<AzureVmOnboardingArgs>;
  /** @default VnetFlowLogsToPce */
  readonly component?: string;
  /** What look-ups find instead; a text is the error of one. */
  readonly answers?: Readonly<Record<string, object | string>>;
  readonly says: RegExp;
}

/** Programs that fail for a value which is known only later, or for what a look-up finds. */
const CASES: Readonly<Record<string, Case>> = {
  "a vault on access policies is refused with what to do": {
    args: {},
    answers: { getVault: oldVault },
    says: /traffic: pce.secret.vaultId uses access policies.*--enable-rbac-authorization true/,
  },
  "a given account with network rules is refused without a subnet from which the function calls": {
    args: given,
    answers: { getStorageAccount: closed },
    says: /traffic: flowLogAccount.id has network rules .*give network/,
  },
  "a target of another subscription is refused with what to use": {
    args: { targets: { shop: { virtualNetworkId: elsewhere(NETWORK) } } },
    says: /traffic: targets.shop is in subscription 99999999.*VnetFlowLogs, and give that the option provider/,
  },
  "an account of another subscription is refused without its endpoint": {
    args: { flowLogAccount: { id: elsewhere(GIVEN_ACCOUNT) } },
    says: /flowLogAccount.id: is in subscription 99999999.*say its blobEndpoint too/,
  },
  "a vault of another subscription is refused without its address": {
    args: { pce: { ...ARGS.pce, secret: { vaultId: elsewhere(VAULT), name: "illumio-pce" } } },
    says: /pce.secret.vaultId: is in subscription 99999999.*say its vaultUri too/,
  },
  "a vault of Check Point's secret in another subscription is refused without its address": {
    component: "AzureVmOnboarding",
    args: {
      ...onboarded,
      checkPoint: {
        mode: "generic-data-center",
        groups: { web: { tags: { role: ["web"] } } },
        secret: { vaultId: elsewhere(VAULT), name: "feed" },
      },
    },
    says: /checkPoint.secret.vaultId: is in subscription 99999999.*say its vaultUri too/,
  },
  "one scope under two keys is refused when it is known": {
    component: "AzureVmOnboarding",
    args: {
      ...onboarded,
      scopes: { all: `later ${GROUP_SCOPE}`, shop: `later ${GROUP_SCOPE.toUpperCase()}` },
    },
    says: /scopes.shop: names the same scope as the key 'all'/,
  },
  "a vault of Check Point's secret on access policies is refused by its own argument": {
    component: "AzureVmOnboarding",
    args: {
      ...onboarded,
      pce: { ...ARGS.pce, secret: { ...ARGS.pce.secret, vaultUri: "https://illumio.vault.example.net/" } },
      checkPoint: {
        mode: "generic-data-center",
        groups: { web: { tags: { role: ["web"] } } },
        secret: { vaultId: VAULT, name: "feed" },
      },
    },
    answers: { getVault: oldVault },
    says: /traffic: checkPoint.secret.vaultId uses access policies.*--enable-rbac-authorization true/,
  },
  "a watcher that does not exist is told with the argument that names another one": {
    args: {},
    answers: { getNetworkWatcher: "not found" },
    says: /The network watcher NetworkWatcher_westeurope in NetworkWatcherRG cannot be looked up: .*networkWatcher/,
  },
  "a value that is known later is checked then": {
    args: {
      targets: { shop: { virtualNetworkId: `later ${GROUP}/Microsoft.Network/networkSecurityGroups/web` } },
    },
    says: /targets.shop.virtualNetworkId: .*30 June 2025/,
  },
};

/** A rejected value ends the process that nobody catches it in, so the programs run in one of their own. */
function failures(): Record<string, string> {
  const program = `
    require("./dist/components/shared/bundle-path").functionAppDigest = () => "d1".repeat(32);
    const pulumi = require("@pulumi/pulumi");
    const components = require("./dist/components/pulumi/azure");
    const later = (value) => typeof value === "string" && value.startsWith("later ")
      ? pulumi.output(Promise.resolve(value.slice(6)))
      : value;
    const said = {};
    let errors = new Set();
    process.on("unhandledRejection", (error) => errors.add(error.message.replace(/.*error serializing property "[^"]*": /s, "")));
    (async () => {
      for (const [name, { args, answers, component }] of Object.entries(JSON.parse(process.argv[1]))) {
        errors = new Set();
        await pulumi.runtime.setMocks({
          newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
          call: ({ token }) => {
            const answer = answers[token.split(":").at(-1)];
            if (typeof answer === "string") throw new Error(answer);
            return answer;
          },
        });
        for (const target of Object.values(args.targets ?? {})) target.virtualNetworkId = later(target.virtualNetworkId);
        for (const [key, id] of Object.entries(args.scopes ?? {})) args.scopes[key] = later(id);
        try {
          new components[component]("traffic", args);
        } catch (error) {
          errors.add(error.message);
        }
        for (let turn = 0; turn < 100_000 && errors.size === 0; turn++) await new Promise(setImmediate);
        said[name] = [...errors].join("\\n");
      }
      process.stdout.write(JSON.stringify(said), () => process.exit(0));
    })();`;
  const cases = Object.entries(CASES).map(([name, { args, answers, component = "VnetFlowLogsToPce" }]) => [
    name,
    { component, args: { ...ARGS, ...args }, answers: { ...FOUND, ...answers } },
  ]);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["-e", program, JSON.stringify(Object.fromEntries(cases))],
    {
      cwd: path.resolve(__dirname, "../../../.."),
      encoding: "utf8",
    },
  );
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

describe("what is seen only when the program runs fails it", () => {
  let said: Record<string, string> = {};
  beforeAll(() => {
    said = failures();
  });

  test.each(Object.entries(CASES))("%s", (name, { says }) => {
    expect(said[name]).toMatch(says);
  });
});

test("flow logs of another subscription stand below its own watcher and write into the account of the component", async () => {
  const { one, options } = await run((opts) => {
    const args = {
      targets: { shop: { virtualNetworkId: NETWORK } },
      location: "westeurope",
      flowLogAccountId: GIVEN_ACCOUNT,
    };
    return new VnetFlowLogs("spoke", args, opts);
  });
  expect(one("FlowLog")).toMatchObject({
    networkWatcherName: "NetworkWatcher_westeurope",
    storageId: GIVEN_ACCOUNT,
    flowLogName: expect.stringMatching(/^spoke-shop-/),
  });
  expect(options["FlowLog spoke-shop"]!.deleteBeforeReplace).toBe(true);
});

test("flow logs without a target, an account or a region are refused together", () => {
  const nothing = { targets: {}, location: "", flowLogAccountId: "central" };
  expect(() => new VnetFlowLogs("spoke", nothing)).toThrow(/targets: .*location: .*flowLogAccountId: /s);
});

test("ids of the flow logs are outputs by key", async () => {
  const { component } = await run((opts) => new VnetFlowLogsToPce("traffic", ARGS, opts));
  expect(Object.keys(await value(component.flowLogIds))).toEqual(["shop"]);
});

describe("arguments of a program without types are refused by name", () => {
  const spoke = { targets: { shop: { virtualNetworkId: NETWORK } }, location: "westeurope" };
  const toPce = (args: unknown) => () => new VnetFlowLogsToPce("traffic", args as VnetFlowLogsToPceArgs);
  const flowLogsOf = (args: unknown) => () => new VnetFlowLogs("spoke", args as VnetFlowLogsArgs);

  test.each<[string, object, RegExp]>([
    ["unknown", { retention: 7 }, /\n {2}retention: unknown argument; known are pce, .*retentionDays/],
    [
      "unknown in pce",
      { pce: { ...ARGS.pce, org: 1 } },
      /\n {2}pce.org: unknown argument; known are host, port/,
    ],
    [
      "unknown in the secret",
      { pce: { ...ARGS.pce, secret: { ...ARGS.pce.secret, version: "1" } } },
      /\n {2}pce.secret.version: unknown argument; known are vaultId, name, vaultUri/,
    ],
    ["unknown in a name", { names: { account: "a" } }, /\n {2}names.account: unknown argument/],
    ["unknown in a network", { network: { subnet: "a" } }, /\n {2}network.subnet: unknown argument/],
    [
      "unknown in an account",
      { flowLogAccount: { name: "a" } },
      /\n {2}flowLogAccount.name: unknown argument/,
    ],
    [
      "unknown in a watcher",
      { networkWatcher: { group: "a" } },
      /\n {2}networkWatcher.group: unknown argument/,
    ],
    [
      "unknown in endpoints",
      { privateEndpoints: { subnet: "a" } },
      /\n {2}privateEndpoints.subnet: unknown argument/,
    ],
    [
      "unknown in a target",
      { targets: { shop: { vnetId: NETWORK } } },
      /\n {2}targets.shop.vnetId: unknown argument; known are virtualNetworkId, subnetId, networkInterfaceId, flowLogName/,
    ],
    [
      "a list of targets",
      { targets: [{ virtualNetworkId: NETWORK }] },
      /\n {2}targets: must be an object, got a list of 1/,
    ],
    ["a text as target", { targets: { shop: NETWORK } }, /\n {2}targets.shop: must be an object, got '/],
    ["a list as block", { pce: [ARGS.pce] }, /\n {2}pce: must be an object, got a list of 1/],
    ["an output as block", { network: pulumi.output({}) }, /\n {2}network: must be an object, got an output/],
  ])("%s", (_name, args, says) => {
    expect(toPce({ ...ARGS, ...args })).toThrow(says);
  });

  test.each([[undefined], [null], [[ARGS]], ["args"]])("%j in place of the arguments", (args) => {
    expect(toPce(args)).toThrow(/^VnetFlowLogsToPce "traffic":\n {2}args: /);
    expect(flowLogsOf(args)).toThrow(/^VnetFlowLogs "spoke":\n {2}args: /);
  });

  test("flow logs of another subscription name an unknown argument and a list of targets too", () => {
    expect(flowLogsOf({ ...spoke, account: GIVEN_ACCOUNT })).toThrow(
      /\n {2}account: unknown argument; known are targets/,
    );
    expect(flowLogsOf({ ...spoke, targets: [] })).toThrow(
      /\n {2}targets: must be an object, got a list of 0/,
    );
  });

  test("an argument without a value is no unknown one", () => {
    expect(flowLogsOf({ ...spoke, retention: undefined })).toThrow(
      /^VnetFlowLogs "spoke":\n {2}flowLogAccountId: is missing$/,
    );
  });
});
