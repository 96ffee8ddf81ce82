import { parseRange } from "../addresses/address-range";
import { AddressRanges } from "../addresses/address-ranges";
import { addressFamily, specialAddress } from "../addresses/ip-address";
import { compileExpression, matches } from "../labels/label-expression";
import { FactsIndex, type IndexedWorkload } from "../workloads/facts-index";
import type { PceFacts } from "../workloads/pce-facts";
import type { DagBindingDeclaration } from "./binding-definition";
import type { SkipReason } from "./skip-reason";

/** An address that a matching workload and another one both have. */
export interface SharedAddress {
  readonly address: string;
  readonly matching: readonly string[];
  readonly others: readonly string[];
}

export interface Members {
  /** Canonical address → names of the workloads that have it. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** Number of matching workloads, or of addresses of them, that contribute no member, by reason. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  readonly shared: readonly SharedAddress[];
  /** How many workloads match. */
  readonly workloads: number;
}

/**
 * The addresses that shall carry the tag, by the workloads of the PCE.
 *
 * @throws ConfigurationError when the expression names a label or a group that the PCE does not have
 */
export function dagMembers(declaration: DagBindingDeclaration, facts: PceFacts): Members {
  const { includePublicIp, onlyOnline, onSharedAddress } = declaration;
  const expression = compileExpression(declaration.labels, facts);
  const index = FactsIndex.of(facts);
  const excluded = new AddressRanges(declaration.excludeRanges.map((text) => parseRange(text)!));
  const addresses = new Map<string, string[]>();
  const skipped: Partial<Record<SkipReason, number>> = {};
  const skip = (reason: SkipReason) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };
  const matching = new Set<IndexedWorkload>();
  for (const workload of index.candidates(expression)) {
    const { fact, title, addresses: all } = workload;
    if (!matches(expression, fact.labels ?? [])) continue;
    matching.add(workload);
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

/** Why an address of a matching workload cannot be a member, whichever workload has it; undefined when it can. */
export function skipReason(
  address: string | undefined,
  { addressFamilies }: DagBindingDeclaration,
  excluded: AddressRanges,
): SkipReason | undefined {
  if (address === undefined) return "unreadable-address";
  const special = specialAddress(address);
  if (special) return special;
  if (!addressFamilies.includes(addressFamily(address))) return "other-family";
  return excluded.contains(address) ? "excluded-range" : undefined;
}

/** The same address on two interfaces of one workload counts once. */
function add(addresses: Map<string, string[]>, address: string, name: string): void {
  const names = addresses.get(address);
  if (names === undefined) addresses.set(address, [name]);
  else if (!names.includes(name)) names.push(name);
}

/** Addresses that a workload which does not match has as well. */
function sharedAddresses(
  members: ReadonlyMap<string, readonly string[]>,
  matching: ReadonlySet<IndexedWorkload>,
  index: FactsIndex,
  includePublicIp: boolean,
): SharedAddress[] {
  const shared: SharedAddress[] = [];
  for (const [address, names] of members) {
    const holders = index.holders(address, includePublicIp);
    if (holders.length === 1) continue; // the one that makes it a member
    const others = holders.filter((holder) => !matching.has(holder));
    if (others.length === 0) continue;
    shared.push({ address, matching: names, others: [...new Set(others.map(({ title }) => title))] });
  }
  return shared.sort((a, b) => (a.address < b.address ? -1 : 1));
}
