import { parseRange, rangeContains } from "../addresses/address-range";
import { addressFamily, specialAddress } from "../addresses/ip-address";
import { compileExpression, type LabelFacts, matches } from "../labels/label-expression";
import type { DagBindingDeclaration } from "./binding-definition";
import { FactsIndex } from "./facts-index";

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
  const { includePublicIp, onlyOnline, onSharedAddress } = declaration;
  const expression = compileExpression(declaration.labels, facts);
  const index = FactsIndex.of(facts);
  const excluded = declaration.excludeRanges.map((text) => parseRange(text)!);
  const addresses = new Map<string, string[]>();
  const skipped: Partial<Record<SkipReason, number>> = {};
  const skip = (reason: SkipReason) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };
  const matching = new Set<number>();
  for (const position of index.candidates(expression)) {
    const { fact, title, addresses: all } = index.workloads[position]!;
    if (!matches(expression, fact.labels ?? [])) continue;
    matching.add(position);
    if (onlyOnline && fact.online === false) {
      skip("offline-workload");
      continue;
    }
    const own = includePublicIp ? all : all.filter(({ isPublic }) => !isPublic);
    if (own.length === 0) skip("workload-without-address");
    for (const { address, ignored } of own) {
      const reason = ignored ?? skipReason(address, declaration, excluded);
      if (reason) skip(reason);
      else add(addresses, address!, title);
    }
  }
  const shared = sharedAddresses(addresses, matching, index, includePublicIp);
  if (onSharedAddress === "skip") {
    for (const { address } of shared) {
      addresses.delete(address);
      skip("shared-address");
    }
  }
  return { addresses, skipped, shared, workloads: matching.size };
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

/** Addresses that a workload has that does not match. */
function sharedAddresses(
  members: ReadonlyMap<string, readonly string[]>,
  matching: ReadonlySet<number>,
  index: FactsIndex,
  includePublicIp: boolean,
): SharedAddress[] {
  const shared: SharedAddress[] = [];
  for (const [address, names] of members) {
    const holders = [
      ...(index.byAddress.get(address) ?? []),
      ...(includePublicIp ? (index.byPublicAddress.get(address) ?? []) : []),
    ].filter((position) => !matching.has(position));
    if (holders.length === 0) continue;
    const others = [...new Set(holders)]
      .sort((a, b) => a - b)
      .map((position) => index.workloads[position]!.title);
    shared.push({ address, matching: names, others: [...new Set(others)] });
  }
  return shared.sort((a, b) => (a.address < b.address ? -1 : 1));
}
