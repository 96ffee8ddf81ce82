import { parseRange } from "../addresses/address-range";
import { AddressRanges } from "../addresses/address-ranges";
import { type CompiledExpression, compileExpression, matches } from "../labels/label-expression";
import type { DagBindingDeclaration } from "./binding-definition";
import { addressesOf, type LiveFacts, type Touched } from "./live-facts";
import type { MemberChanges, PlannedAddress } from "./member-changes";
import { type Members, skipReason } from "./members";

/** The members of a binding, kept current; an update costs only as much as what changed. */
export class LiveMembers {
  #expression: CompiledExpression;
  readonly #excluded: AddressRanges;
  readonly #addresses: Map<string, readonly string[]>;

  /**
   * @param the members of the binding according to these facts
   * @throws ConfigurationError when the expression names a label or a group that the PCE does not have
   */
  constructor(
    private readonly declaration: DagBindingDeclaration,
    private readonly facts: LiveFacts,
    members: Members,
  ) {
    this.#expression = compileExpression(declaration.labels, facts);
    this.#excluded = new AddressRanges(declaration.excludeRanges.map((text) => parseRange(text)!));
    this.#addresses = new Map(members.addresses);
  }

  /** Canonical address → names of the workloads that have it. */
  get addresses(): ReadonlyMap<string, readonly string[]> {
    return this.#addresses;
  }

  /**
   * Updates the members after a change of the facts.
   *
   * @throws ConfigurationError when the expression names a label or a group that the PCE no longer has; the members are
   *   out of date then
   */
  follow({ addresses, labels }: Touched): MemberChanges {
    const touched = labels ? new Set([...addresses, ...this.#recompile()]) : addresses;
    const entered: PlannedAddress[] = [];
    const left: string[] = [];
    for (const address of [...touched].sort()) {
      const workloads = this.#names(address);
      const before = this.#addresses.has(address);
      if (workloads.length > 0) this.#addresses.set(address, workloads);
      else this.#addresses.delete(address);
      if (workloads.length > 0 && !before) entered.push({ address, workloads });
      if (workloads.length === 0 && before) left.push(address);
    }
    return { entered, left };
  }

  /** @returns addresses of the workloads with labels that the expression began or ceased to stand for */
  #recompile(): string[] {
    const [before, now] = [this.#expression, compileExpression(this.declaration.labels, this.facts)];
    this.#expression = now;
    const moved = new Set<string>();
    for (const [index, term] of now.entries())
      for (const kind of ["anyOf", "noneOf"] as const)
        for (const href of difference(before[index]![kind], term[kind])) moved.add(href);
    return [...moved].flatMap((href) => [...this.facts.index.labelled(href)].flatMap(addressesOf));
  }

  /** Names of the workloads that make this address a member. */
  #names(address: string): string[] {
    const { includePublicIp, onlyOnline, onSharedAddress } = this.declaration;
    if (skipReason(address, this.declaration, this.#excluded) !== undefined) return [];
    const holders = this.facts.index.holders(address, includePublicIp);
    const matching = holders.filter(({ fact }) => matches(this.#expression, fact.labels ?? []));
    if (onSharedAddress === "skip" && matching.length < holders.length) return [];
    const counted = onlyOnline ? matching.filter(({ fact }) => fact.online !== false) : matching;
    return [...new Set(counted.map(({ title }) => title))];
  }
}

function difference(before: ReadonlySet<string> = new Set(), now: ReadonlySet<string> = new Set()): string[] {
  return [...[...before].filter((href) => !now.has(href)), ...[...now].filter((href) => !before.has(href))];
}
