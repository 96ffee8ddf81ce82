import { Label, PceConnection, UnmanagedWorkload } from "../../../components/cdk";
import type { JsonRecord } from "../../../core/checks/json";
import { LABEL_KIND } from "../../../dynamic-providers/cloudformation/pce/label-kind";
import { WORKLOAD_KIND } from "../../../dynamic-providers/cloudformation/pce/workload-kind";
import { ownProperties } from "../../../dynamic-providers/cloudformation/properties";
import { labelProvider } from "../../../dynamic-providers/pce/label/label.provider";
import { PceSystems } from "../../../dynamic-providers/pce/system/pce-systems";
import { unmanagedWorkloadProvider } from "../../../dynamic-providers/pce/unmanaged-workload/unmanaged-workload.provider";
import { problemsOf } from "./problems";
import { FLAGS, testStack } from "./synth";
import { pce } from "./traffic";

const run = {
  owner: "123456789012/us-east-1/shop/Web",
  previewsCreate: false,
  preview: false,
  newIncarnation: () => "00000000",
  formerName: () => "",
  release: () => "",
  warn: () => undefined,
  say: () => undefined,
};
const systems = new PceSystems({ get: () => undefined }, {});
const KINDS = {
  Label: { construct: Label, provider: labelProvider, fields: LABEL_KIND.fields },
  UnmanagedWorkload: {
    construct: UnmanagedWorkload,
    provider: unmanagedWorkloadProvider,
    fields: WORKLOAD_KIND.fields,
  },
};

/** Problems that synthesis reports. */
function atSynthesis(kind: keyof typeof KINDS, props: JsonRecord): string[] {
  const stack = testStack({}, { flags: FLAGS.none });
  const connection = new PceConnection(stack, "Pce", { pce: pce(stack) });
  new KINDS[kind].construct(stack, "Web", { connection, ...props } as never);
  return problemsOf(stack).sort();
}

/** Problems that the function reports of the same properties, as CloudFormation hands them over. */
async function atDeployment(kind: keyof typeof KINDS, props: JsonRecord): Promise<string[]> {
  const { provider, fields } = KINDS[kind];
  const texts = JSON.parse(JSON.stringify(props), (_key, value) =>
    typeof value === "number" || typeof value === "boolean" ? String(value) : value,
  );
  const { failures } = await provider.check(ownProperties(texts, fields), systems, run);
  return failures.map(({ path, reason }) => `${path}: ${reason}`).sort();
}

const eth0 = (more: object) => ({
  hostname: "web01",
  interfaces: { eth0: { address: "10.0.0.1", ...more } },
});

test.each<[keyof typeof KINDS, JsonRecord]>([
  ["Label", { key: "", value: "prod" }],
  ["Label", { key: "k".repeat(65), value: "v".repeat(256) }],
  ["Label", { key: "env", value: "All Environments" }],
  ["Label", { key: "env" }],
  ["Label", { key: "env", value: "prod", takeOverFrom: "o".repeat(2_001) }],
  ["UnmanagedWorkload", {}],
  ["UnmanagedWorkload", { hostname: "", name: "n".repeat(256) }],
  ["UnmanagedWorkload", { hostname: "web01", publicIp: "web01.example.com" }],
  ["UnmanagedWorkload", { hostname: "web01", publicIp: "10.0.0.256" }],
  ["UnmanagedWorkload", { hostname: "web01", publicIp: "010.0.0.1" }],
  ["UnmanagedWorkload", { hostname: "web01", enforcementMode: "complete", visibilityLevel: "" }],
  [
    "UnmanagedWorkload",
    { hostname: "web01", description: "d".repeat(65_536), dataCenter: "d".repeat(65_536) },
  ],
  ["UnmanagedWorkload", { hostname: "web01", labels: { "": "x", ["k".repeat(65)]: "x", env: "" } }],
  ["UnmanagedWorkload", { hostname: "web01", labels: { env: ["prod", "test"] } }],
  ["UnmanagedWorkload", { hostname: "web01", ignoredInterfaceNames: ["eth0", ""] }],
  ["UnmanagedWorkload", { hostname: "web01", interfaces: { "": { address: "10.0.0.1" } } }],
  ["UnmanagedWorkload", { hostname: "web01", interfaces: { eth0: {} } }],
  ["UnmanagedWorkload", eth0({ address: "10.0.0.1/24" })],
  ["UnmanagedWorkload", eth0({ address: "eth0" })],
  ["UnmanagedWorkload", eth0({ cidrBlock: 33 })],
  ["UnmanagedWorkload", eth0({ cidrBlock: 129 })],
  ["UnmanagedWorkload", eth0({ cidrBlock: 1.5 })],
  ["UnmanagedWorkload", eth0({ linkState: "off", defaultGatewayAddress: "10.0.0" })],
  ["UnmanagedWorkload", eth0({ mtu: "1500" })],
  [
    "UnmanagedWorkload",
    {
      hostname: "web01",
      interfaces: { a: { name: "eth0", address: "10.0.0.1" }, b: { name: "eth0", address: "10.0.0.1" } },
    },
  ],
])("synthesis refuses what the function refuses, in the same words: %s %j", async (kind, props) => {
  const problems = atSynthesis(kind, props);
  expect(problems).not.toEqual([]);
  expect(problems).toEqual(await atDeployment(kind, props));
});

test.each<[keyof typeof KINDS, JsonRecord]>([
  ["Label", { key: "env", value: "prod", adopt: true }],
  ["UnmanagedWorkload", { name: "web", publicIp: "2001:db8::1", labels: { env: "prod" } }],
  ["UnmanagedWorkload", eth0({ address: "2001:DB8::1", cidrBlock: 64, linkState: "up" })],
])("synthesis takes what the function takes: %s %j", async (kind, props) => {
  expect([atSynthesis(kind, props), await atDeployment(kind, props)]).toEqual([[], []]);
});
