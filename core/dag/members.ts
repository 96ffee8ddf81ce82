import { parseRange, rangeContains } from "../addresses/address-range";
import { addressFamily, canonicalAddress, specialAddress } from "../addresses/ip-address";
import { compileExpression, type LabelFacts, matches } from "../labels/label-expression";
import type { DagBindingDeclaration } from "./binding-definition";

/** A workload as the PCE lists it; every field but `href` may be missing. */
export interface WorkloadFact {
  readonly href: string;
  readonly name?: string;
  readonly hostname?: string;
  readonly online?: boolean;
  readonly public_ip?: string | null;
  readonly interfaces?: readonly {
    readonly name: string;
    readonly address: string;
    readonly link_state?: string;
  }[];
  readonly labels?: readonly { readonly href: string }[];
  readonly ignored_interface_names?: readonly string[];
}

export interface PceFacts extends LabelFacts {
  readonly workloads: readonly WorkloadFact[];
}

export type SkipReason =
  | "unspecified"
  | "loopback"
  | "link-local"
  | "multicast"
  | "link-down"
  | "ignored-interface"
  | "other-family"
  | "excluded-range"
  | "unreadable-address"
  | "offline-workload"
  | "workload-without-address"
  | "shared-address";

/** An address that a matching workload and another one both have. */
export interface SharedAddress {
  readonly address: string;
  readonly matching: readonly string[];
  readonly others: readonly string[];
}

export interface Members {
  /** Canonical address → names of the workloads that have it. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** Addresses, or workloads, of the matching workloads that are no members. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  readonly shared: readonly SharedAddress[];
  /** How many workloads match. */
  readonly workloads: number;
}

/**
 * The addresses that the PCE wants to carry the tag.
 *
 * @throws ConfigurationError when the expression names a label or a group that the PCE does not have
 */
export function dagMembers(declaration: DagBindingDeclaration, facts: PceFacts): Members {
  const expression = compileExpression(declaration.labels, facts);
  const excluded = declaration.excludeRanges.map((text) => parseRange(text)!);
  const addresses = new Map<string, string[]>();
  const skipped: Partial<Record<SkipReason, number>> = {};
  const skip = (reason: SkipReason) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };
  const others: WorkloadFact[] = [];
  let workloads = 0;
  for (const workload of facts.workloads) {
    if (!matches(expression, workload.labels ?? [])) {
      others.push(workload);
      continue;
    }
    workloads += 1;
    if (declaration.onlyOnline && workload.online === false) {
      skip("offline-workload");
      continue;
    }
    const own = addressesOf(workload, declaration.includePublicIp);
    if (own.length === 0) skip("workload-without-address");
    for (const { text, ignored } of own) {
      const address = canonicalAddress(text);
      const reason = ignored ?? skipReason(address, declaration, excluded);
      if (reason) skip(reason);
      else add(addresses, address!, titleOf(workload));
    }
  }
  const shared = sharedAddresses(addresses, others, declaration.includePublicIp);
  if (declaration.onSharedAddress === "skip") {
    for (const { address } of shared) {
      addresses.delete(address);
      skip("shared-address");
    }
  }
  return { addresses, skipped, shared, workloads };
}

interface OwnAddress {
  readonly text: string;
  readonly ignored?: SkipReason;
}

function addressesOf(workload: WorkloadFact, includePublicIp: boolean): OwnAddress[] {
  const { interfaces = [], public_ip: publicIp, ignored_interface_names: ignoredNames = [] } = workload;
  const own = interfaces.map(({ name, address: text, link_state: state }): OwnAddress => {
    if (ignoredNames.includes(name)) return { text, ignored: "ignored-interface" };
    return state === "down" ? { text, ignored: "link-down" } : { text };
  });
  if (includePublicIp && publicIp) own.push({ text: publicIp });
  return own;
}

function skipReason(
  address: string | undefined,
  { addressFamilies }: DagBindingDeclaration,
  excluded: readonly NonNullable<ReturnType<typeof parseRange>>[],
): SkipReason | undefined {
  if (address === undefined) return "unreadable-address";
  const special = specialAddress(address);
  if (special) return special;
  if (!addressFamilies.includes(addressFamily(address))) return "other-family";
  return excluded.some((range) => rangeContains(range, address)) ? "excluded-range" : undefined;
}

/** The same address on two interfaces of one workload counts once. */
function add(addresses: Map<string, string[]>, address: string, name: string): void {
  const names = addresses.get(address);
  if (names === undefined) addresses.set(address, [name]);
  else if (!names.includes(name)) names.push(name);
}

function sharedAddresses(
  members: ReadonlyMap<string, readonly string[]>,
  others: readonly WorkloadFact[],
  includePublicIp: boolean,
): SharedAddress[] {
  const shared = new Map<string, string[]>();
  for (const workload of others) {
    for (const { text, ignored } of addressesOf(workload, includePublicIp)) {
      const address = ignored ? undefined : canonicalAddress(text);
      if (address !== undefined && members.has(address)) add(shared, address, titleOf(workload));
    }
  }
  return [...shared]
    .map(([address, names]) => ({ address, matching: members.get(address)!, others: names }))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}

function titleOf({ name, hostname, href }: WorkloadFact): string {
  return name || hostname || href;
}
