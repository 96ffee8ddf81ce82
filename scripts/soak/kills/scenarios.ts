import type { PceFacts } from "../../../core/dag";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";
import type { Program } from "./engine";
import { DEVICE_GROUP, SERIALS } from "./world";

/** A stack before, the run that is killed, and what is declared afterwards. */
export interface Scenario {
  readonly name: string;
  readonly on: "firewall" | "panorama";
  /** Undefined when the killed run is the first one. */
  readonly before?: Program;
  /** Undefined when a destroy is killed. */
  readonly killed?: Program;
  readonly corrected: Program;
}

const LABELS = ["web", "db"].map((value) => ({ href: `/orgs/1/labels/${value}`, key: "role", value }));
const host = (name: string, address: string, role: string): WorkloadFact => ({
  href: `/orgs/1/workloads/${name}`,
  name,
  interfaces: [{ name: "eth0", address }],
  labels: [{ href: `/orgs/1/labels/${role}` }],
});

/** Two addresses of each role, of which one has somebody else's tag too. */
export const FACTS: PceFacts = {
  labels: LABELS,
  labelGroups: [],
  workloads: [
    host("web01", "10.0.0.1", "web"),
    host("web02", "10.0.0.2", "web"),
    host("db01", "10.0.0.3", "db"),
    host("db02", "10.0.0.4", "db"),
  ],
};

const target = { firewall: "edge" };
const web = { labels: { role: { anyOf: ["web"] } }, target };
const db = { labels: { role: { anyOf: ["db"] } }, target };
const both = { labels: { role: { anyOf: ["db", "web"] } }, target };
const objects = (group: string, rule?: string) => ({
  addressGroup: { name: group, description: `hosts of ${group}` },
  ...(rule && { rule: { name: rule, destination: [group], action: "allow" } }),
  commit: "commit",
});
const on = (...serials: string[]) => ({ target: { firewall: "edge", serials } });
const inGroup = (group: string, rule: string) => ({
  ...objects(group, rule),
  rule: { name: rule, destination: [group], action: "allow", rulebase: "pre" },
  commit: "commit-and-push",
  target: { firewall: "edge", serials: [SERIALS[0], SERIALS[1]], deviceGroup: DEVICE_GROUP },
});
const [one, two, three] = SERIALS;

/** Every operation, with and without configuration, on a firewall and behind a Panorama. */
export const SCENARIOS: readonly Scenario[] = [
  { name: "create", on: "firewall", killed: { web }, corrected: { web: both } },
  {
    name: "create with group and rule",
    on: "firewall",
    killed: { web: { ...web, ...objects("a", "r") } },
    corrected: { web: { ...both, ...objects("b", "s") } },
  },
  {
    name: "create, corrected without its rule and group",
    on: "firewall",
    killed: { web: { ...web, ...objects("a", "r") } },
    corrected: { web },
  },
  {
    name: "create, corrected with another tag",
    on: "firewall",
    killed: { web: { ...web, ...objects("a", "r") } },
    corrected: { web: { ...web, ...objects("a", "r"), tag: "other" } },
  },
  {
    name: "update of labels",
    on: "firewall",
    before: { web },
    killed: { web: db },
    corrected: { web: both },
  },
  {
    name: "update that renames group and rule",
    on: "firewall",
    before: { web: { ...web, ...objects("a", "r") } },
    killed: { web: { ...db, ...objects("b", "s") } },
    corrected: { web: { ...both, ...objects("c", "t") } },
  },
  {
    name: "update that renames and declares the same members",
    on: "firewall",
    before: { web: { ...web, ...objects("a", "r") } },
    killed: { web: { ...web, ...objects("b", "r") } },
    corrected: { web: { ...web, ...objects("c") } },
  },
  {
    name: "update that adds group and rule",
    on: "firewall",
    before: { web },
    killed: { web: { ...web, ...objects("a", "r") } },
    corrected: { web: { ...web, ...objects("b", "s") } },
  },
  {
    name: "update that removes the rule",
    on: "firewall",
    before: { web: { ...web, ...objects("a", "r") } },
    killed: { web: { ...web, ...objects("a") } },
    corrected: { web: { ...web, ...objects("a", "s") } },
  },
  {
    name: "replacement by another tag",
    on: "firewall",
    before: { web },
    killed: { web: { ...web, tag: "new tag" } },
    corrected: { web: { ...db, tag: "new tag" } },
  },
  {
    name: "replacement with group and rule",
    on: "firewall",
    before: { web: { ...web, ...objects("a", "r") } },
    killed: { web: { ...web, ...objects("b", "s"), tag: "new tag" } },
    corrected: { web: { ...db, ...objects("c", "s"), tag: "new tag" } },
  },
  { name: "destroy", on: "firewall", before: { web }, corrected: { web: db } },
  {
    name: "destroy with group and rule",
    on: "firewall",
    before: { web: { ...web, ...objects("a", "r") } },
    corrected: { web: { ...db, ...objects("b", "s") } },
  },
  {
    name: "several bindings with one commit",
    on: "firewall",
    before: { web: { ...web, ...objects("a", "r") }, db },
    killed: { web: { ...both, ...objects("b", "r") }, db: { ...db, ...objects("c", "s") } },
    corrected: { web: { ...web, ...objects("b", "t") }, db: both },
  },
  {
    name: "update of the firewalls behind a Panorama",
    on: "panorama",
    before: { web: { ...web, ...on(one, two) } },
    killed: { web: { ...web, ...on(two, three) } },
    corrected: { web: { ...db, ...on(one, three) } },
  },
  {
    name: "move to another firewall behind a Panorama",
    on: "panorama",
    before: { web: { ...web, ...on(one) } },
    killed: { web: { ...web, ...on(two) } },
    corrected: { web: { ...db, ...on(three) } },
  },
  {
    name: "create on two firewalls behind a Panorama",
    on: "panorama",
    killed: { web: { ...web, ...on(one, two) } },
    corrected: { web: { ...db, ...on(one, three) } },
  },
  {
    name: "device group, commit and push",
    on: "panorama",
    before: { web: { ...web, ...inGroup("a", "r") } },
    killed: { web: { ...db, ...inGroup("b", "s") } },
    corrected: { web: { ...both, ...inGroup("a", "s") } },
  },
  {
    name: "destroy of a device group",
    on: "panorama",
    before: { web: { ...web, ...inGroup("a", "r") } },
    corrected: { web: { ...both, ...inGroup("a", "s") } },
  },
];
