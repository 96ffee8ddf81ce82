import { chosenAddresses, type HostAddresses, hasAddresses } from "./host-addresses";
import { foreignReason, type MarkedHost } from "./host-mark";

/** A machine that should have a host, and be in groups. */
export interface WantedHost {
  readonly vmId: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly groups: readonly string[];
  /** Groups that it was put into before, and leaves unless they are among `groups`. */
  readonly former?: readonly string[];
}

/** A machine whose host leaves groups. The host itself stays, because rules may name it. */
export interface FormerHost {
  readonly vmId: string;
  readonly name: string;
  readonly groups: readonly string[];
}

export interface ReadHost extends MarkedHost, HostAddresses {}

/** What was read of Check Point. */
export interface CheckPointWorld {
  /** By name, of all hosts that were looked up and are there. */
  readonly hosts: ReadonlyMap<string, ReadHost>;
  /** Names of members by name of the group, of all groups that were looked up and are there. */
  readonly groups: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Writes for one machine. They are needed: a machine that is as it should be has none. */
export interface HostWrites {
  readonly vmId: string;
  readonly name: string;
  readonly host?: { readonly kind: "add" | "set"; readonly addresses: HostAddresses };
  readonly join: readonly string[];
  readonly leave: readonly string[];
}

export interface HostPlan {
  readonly writes: readonly HostWrites[];
  /** vmIds that need no write. */
  readonly unchanged: readonly string[];
  /** Why nothing is written, by vmId. */
  readonly refused: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
  /** Addresses that rules with a host do not match, or match too much. */
  readonly warnings: readonly string[];
}

/**
 * The writes that give each machine its host and its groups. Only hosts that this onboarding made are changed, and only
 * their memberships.
 *
 * @param managed groups that the definition fills: a host of ours leaves those it is not to be in
 */
export function planHosts(
  definition: string,
  wanted: readonly WantedHost[],
  former: readonly FormerHost[],
  world: CheckPointWorld,
  managed: readonly string[] = [],
): HostPlan {
  const plan = {
    writes: [] as HostWrites[],
    unchanged: [] as string[],
    problems: [] as string[],
    warnings: [] as string[],
  };
  const refused = new Map<string, string>();
  const taken = new Map<string, string>();
  const keep = (writes: HostWrites) => {
    const isNone = writes.host === undefined && writes.join.length === 0 && writes.leave.length === 0;
    if (isNone) plan.unchanged.push(writes.vmId);
    else plan.writes.push(writes);
  };
  for (const host of wanted) {
    const reason = reasonAgainst(definition, host, world, taken);
    if (reason !== undefined) {
      refused.set(host.vmId, reason);
      continue;
    }
    taken.set(host.name, host.vmId);
    plan.warnings.push(...addressWarnings(host, world.hosts.get(host.name)));
    keep({ vmId: host.vmId, name: host.name, ...changesOf(host, world, managed) });
  }
  for (const { vmId, name, groups } of former) {
    const read = world.hosts.get(name);
    const foreign = read && foreignReason(read, definition, vmId);
    if (foreign !== undefined) plan.problems.push(`machine ${vmId} was deleted: ${foreign}`);
    const isOurs = read !== undefined && foreign === undefined && !taken.has(name);
    const leave = isOurs ? memberships(name, [...groups, ...managed], world) : [];
    keep({ vmId, name, join: [], leave });
  }
  return { ...plan, refused };
}

function reasonAgainst(
  definition: string,
  host: WantedHost,
  world: CheckPointWorld,
  taken: ReadonlyMap<string, string>,
): string | undefined {
  const other = taken.get(host.name);
  if (other !== undefined) return `host ${host.name} is also the name for machine ${other}`;
  const { ipv4, ipv6 } = chosenAddresses(host.addresses).addresses;
  if (ipv4 === undefined && ipv6 === undefined)
    return `the machine has no address, which host ${host.name} in Check Point needs`;
  const missing = host.groups.filter((group) => !world.groups.has(group));
  if (missing.length > 0)
    return `Check Point has no group ${missing.join(", ")}; create it there, or correct the definition`;
  const read = world.hosts.get(host.name);
  return read && foreignReason(read, definition, host.vmId);
}

function changesOf(host: WantedHost, world: CheckPointWorld, managed: readonly string[]) {
  const { addresses } = chosenAddresses(host.addresses);
  const read = world.hosts.get(host.name);
  const groups = new Set(host.groups);
  const join = [...groups].filter((group) => !world.groups.get(group)?.has(host.name)).sort();
  const unwanted = [...managed, ...(host.former ?? [])].filter((group) => !groups.has(group));
  const leave = read === undefined ? [] : memberships(host.name, unwanted, world);
  if (read !== undefined && hasAddresses(read, addresses)) return { join, leave };
  const kind = read === undefined ? ("add" as const) : ("set" as const);
  return { host: { kind, addresses }, join, leave };
}

/** Those of the groups that a host is a member of. */
function memberships(name: string, groups: readonly string[], world: CheckPointWorld): string[] {
  return [...new Set(groups)].filter((group) => world.groups.get(group)?.has(name)).sort();
}

function addressWarnings(host: WantedHost, read: ReadHost | undefined): string[] {
  const { addresses, left } = chosenAddresses(host.addresses);
  const stale = (["ipv4", "ipv6"] as const).flatMap((family) =>
    addresses[family] === undefined && read?.[family] ? [read[family]] : [],
  );
  const warning = (what: string) => `host ${host.name} ${what}`;
  return [
    ...(left.length === 0
      ? []
      : [
          warning(
            `holds one address of each family; the machine also has ${left.join(", ")}, which no rule with this host matches`,
          ),
        ]),
    ...(stale.length === 0
      ? []
      : [warning(`has ${stale.join(", ")}, which the machine has not; remove it in Check Point`)]),
  ];
}
