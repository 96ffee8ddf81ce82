import { type PanosAnswer, success } from "../api/answer";
import type { Device } from "../device/device";
import { contains, type IpSet, isHost, parseIpSet } from "../user-id/ip-set";
import type { TagEntry, TagTable } from "../user-id/tag-table";
import { escapeXml, leaf } from "../xml/xml";
import { type ConfigNode, childOf, descendantOf, textsOf } from "./config-node";
import { matches, parseFilter } from "./dag-filter";
import { objectsOf } from "./references";

export interface GroupMember {
  readonly name: string;
  readonly type: "registered-ip" | "address-object";
}

export interface DynamicGroup {
  readonly vsys: string;
  readonly name: string;
  readonly filter: string;
  readonly members: readonly GroupMember[];
}

/**
 * The dynamic address groups of a firewall: of its running configuration and of what Panorama pushed, with what their
 * match criteria find now. They find registered addresses, with the tags of the networks and ranges around them, and
 * address objects with static tags (facts §3.1, §5.2).
 */
export function dynamicGroups(device: Device, vsys?: string): DynamicGroup[] {
  const names = vsys === undefined ? device.identity.vsys : [vsys];
  return names.flatMap((name) => groupsOf(device, name));
}

function groupsOf(device: Device, vsys: string): DynamicGroup[] {
  const { running, pushed } = device.config;
  const inVsys = descendantOf(running, "devices/entry/vsys")?.children.find(({ name }) => name === vsys);
  const places = [inVsys, childOf(running, "shared"), ...pushed(vsys)].filter((place) => place !== undefined);
  const registered = taggedAddresses([device.tables.get(vsys)?.registered, device.redistributed()]);
  const named = device.commit.hideUnusedGroups ? namesInRules(device) : undefined;
  const groups = new Map<string, DynamicGroup>();
  for (const place of places)
    for (const { name = "", children } of childOf(place, "address-group")?.children ?? []) {
      const filter = descendantOf({ tag: "", text: "", children }, "dynamic/filter")?.text;
      if (filter === undefined || groups.has(name) || (named && !named.has(name))) continue;
      groups.set(name, { vsys, name, filter, members: membersOf(filter, registered, places) });
    }
  return [...groups.values()];
}

function membersOf(
  text: string,
  registered: ReadonlyMap<string, ReadonlySet<string>>,
  places: readonly ConfigNode[],
): GroupMember[] {
  const filter = parseFilter(text)!;
  const addresses = [...registered]
    .filter(([, tags]) => matches(filter, tags))
    .map(([name]): GroupMember => ({ name, type: "registered-ip" }));
  const objects = places
    .flatMap((place) => childOf(place, "address")?.children ?? [])
    .filter((object) => matches(filter, new Set(textsOf(childOf(object, "tag")))))
    .map(({ name = "" }): GroupMember => ({ name, type: "address-object" }));
  return [...addresses, ...objects];
}

/** Registered addresses with their own tags and those of every registered network or range that contains them. */
function taggedAddresses(tables: readonly (TagTable | undefined)[]): Map<string, Set<string>> {
  const tags = new Map<string, Set<string>>();
  for (const { key, tags: own } of tables.flatMap((table): readonly TagEntry[] => table?.list() ?? []))
    tags.set(key, new Set([...(tags.get(key) ?? []), ...own.keys()]));
  const sets = new Map([...tags.keys()].map((key) => [key, parseIpSet(key)] as const));
  const outer = [...sets].filter(
    (entry): entry is [string, IpSet] => entry[1] !== undefined && !isHost(entry[1]),
  );
  const own = new Map([...tags].map(([key, set]) => [key, [...set]]));
  for (const [key, set] of sets)
    for (const [around, network] of outer)
      if (set !== undefined && around !== key && contains(network, set))
        for (const tag of own.get(around) ?? []) tags.get(key)!.add(tag);
  return tags;
}

/** Every name in a committed or pushed rule, and the members of the static groups. */
function namesInRules({ config }: Device): Set<string> {
  const pushed = [...config.pushedTo.values()].flatMap(({ shared, deviceGroup }) => [shared, deviceGroup]);
  const roots = [config.running, ...pushed].filter((root) => root !== undefined);
  const inRule = (node: ConfigNode): string[] =>
    ["source", "destination", "static"].flatMap((field) => textsOf(childOf(node, field)));
  const local = [...objectsOf(config.schema, config.running)].flatMap(({ node }) => inRule(node));
  const rules = (root: ConfigNode): string[] =>
    ["pre-rulebase", "post-rulebase"].flatMap(
      (name) => descendantOf(root, `${name}/security/rules`)?.children.flatMap(inRule) ?? [],
    );
  return new Set([...local, ...roots.flatMap(rules)]);
}

/** `show object dynamic-address-group`; the type of an address object is UNCONFIRMED. */
export function listDynamicGroups(device: Device, vsys: string | undefined, name?: string): PanosAnswer {
  const shown = dynamicGroups(device, vsys).filter((group) => name === undefined || group.name === name);
  const written = shown.map(({ vsys: place, name: group, filter, members }) => {
    const entries = members
      .map((one) => `<entry name="${escapeXml(one.name)}" type="${one.type}"/>`)
      .join("");
    const list = `<member-list>${entries}</member-list>`;
    return `<entry>${leaf("vsys", place)}${leaf("group-name", group)}${leaf("filter", filter)}${list}</entry>`;
  });
  return success(`<dyn-addr-grp>${written.join("")}</dyn-addr-grp>`);
}
