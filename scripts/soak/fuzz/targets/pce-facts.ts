import { canonicalAddress } from "../../../../core/addresses/ip-address";
import { dagMembers } from "../../../../core/dag";
import { checkBindings } from "../../../../reconcilers/dag/bindings/check-bindings";
import { readFacts } from "../../../../reconcilers/dag/plan/read-facts";
import { startAnsweringPce } from "../answering-pce";
import { type FuzzTarget, jsonOf, mustHold } from "../fuzz-target";

const LABELS = [
  { href: "/orgs/1/labels/1", key: "role", value: "web" },
  { href: "/orgs/1/labels/2", key: "env", value: "prod" },
];
const GROUPS = [
  {
    href: "/orgs/1/sec_policy/active/label_groups/a",
    key: "role",
    name: "front",
    labels: [{ href: "/orgs/1/labels/1" }],
  },
  {
    href: "/orgs/1/sec_policy/active/label_groups/b",
    key: "role",
    name: "all",
    sub_groups: [{ href: "/orgs/1/sec_policy/draft/label_groups/a" }],
  },
];
const WORKLOADS = [
  {
    href: "/orgs/1/workloads/1",
    hostname: "web-1",
    online: true,
    public_ip: "192.0.2.1",
    interfaces: [
      { name: "eth0", address: "10.1.4.20", link_state: "up" },
      { name: "eth1", address: "2001:db8::1" },
    ],
    labels: [{ href: "/orgs/1/labels/1" }],
    ignored_interface_names: ["eth1"],
  },
  {
    href: "/orgs/1/workloads/2",
    name: "db-1",
    interfaces: [{ name: "eth0", address: "10.1.4.20" }],
    labels: [],
  },
];
const [BINDING] = checkBindings(
  {
    owner: "fuzz",
    bindings: {
      web: {
        target: { firewall: "edge" },
        labels: { role: { anyOf: ["web"], groups: ["all"] }, env: { noneOf: ["prod"] } },
        addressFamilies: ["ipv4", "ipv6"],
        includePublicIp: true,
      },
    },
  },
  { source: "the registration" },
);

/** Labels, label groups and workloads that decide the members of a binding. */
export const pceFacts: FuzzTarget = {
  name: "pce-facts",
  seeds: [JSON.stringify({ labels: LABELS, label_groups: GROUPS, workloads: WORKLOADS })],
  words: [
    "href",
    "labels",
    "label_groups",
    "workloads",
    "interfaces",
    "address",
    "sub_groups",
    "/orgs/1/labels/1",
    "role",
    "all",
  ],
  weight: 0.15,
  open: async () => {
    const { server, pce, close } = await startAnsweringPce();
    return {
      read: async (input) => {
        const world = (jsonOf(input) ?? {}) as Record<string, unknown>;
        server.answer((path) =>
          Buffer.from(JSON.stringify(world[/\w+(?=$|\?)/.exec(path)?.[0] ?? ""] ?? [])),
        );
        const { addresses } = dagMembers(BINDING!, await readFacts(pce));
        for (const address of addresses.keys())
          mustHold(canonicalAddress(address) === address, () => `a member is ${JSON.stringify(address)}`);
      },
      close,
    };
  },
};
