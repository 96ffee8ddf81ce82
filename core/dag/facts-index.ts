import { canonicalAddress } from "../addresses/ip-address";
import type { CompiledExpression } from "../labels/label-expression";
import type { PceFacts, SkipReason, WorkloadFact } from "./members";

export interface IndexedAddress {
  /** Canonical; undefined when it cannot be read. */
  readonly address: string | undefined;
  readonly ignored?: SkipReason;
  readonly isPublic?: true;
}

export interface IndexedWorkload {
  readonly fact: WorkloadFact;
  readonly title: string;
  readonly addresses: readonly IndexedAddress[];
}

/** What a PCE has, looked through once for all bindings. */
export class FactsIndex {
  readonly workloads: readonly IndexedWorkload[];
  /** Positions of workloads by the address that one of their interfaces has, and by their public one. */
  readonly byAddress = new Map<string, number[]>();
  readonly byPublicAddress = new Map<string, number[]>();
  private readonly byLabel = new Map<string, number[]>();

  private constructor({ workloads }: PceFacts) {
    this.workloads = workloads.map(indexed);
    for (const [position, { fact, addresses }] of this.workloads.entries()) {
      for (const { href } of fact.labels ?? []) push(this.byLabel, href, position);
      for (const { address, ignored, isPublic } of addresses)
        if (address !== undefined && !ignored)
          push(isPublic ? this.byPublicAddress : this.byAddress, address, position);
    }
  }

  /** The index of these facts, made at the first call. */
  static of(facts: PceFacts): FactsIndex {
    const known = indexes.get(facts);
    if (known) return known;
    const index = new FactsIndex(facts);
    indexes.set(facts, index);
    return index;
  }

  /** Positions, ascending, of workloads that may match: those with a label of the most selective term. */
  candidates(expression: CompiledExpression): Iterable<number> {
    let best: number[] | undefined;
    for (const { anyOf } of expression) {
      if (anyOf === undefined) continue;
      const found = [...anyOf].flatMap((href) => this.byLabel.get(href) ?? []);
      if (best === undefined || found.length < best.length) best = found;
    }
    return best === undefined ? this.workloads.keys() : [...new Set(best)].sort((a, b) => a - b);
  }
}

const indexes = new WeakMap<PceFacts, FactsIndex>();

function indexed(fact: WorkloadFact): IndexedWorkload {
  const {
    name,
    hostname,
    href,
    interfaces = [],
    public_ip: publicIp,
    ignored_interface_names: ignoredNames = [],
  } = fact;
  const addresses = interfaces.map(({ name: interfaceName, address, link_state: state }): IndexedAddress => {
    const canonical = canonicalAddress(address);
    if (ignoredNames.includes(interfaceName)) return { address: canonical, ignored: "ignored-interface" };
    return state === "down" ? { address: canonical, ignored: "link-down" } : { address: canonical };
  });
  if (publicIp) addresses.push({ address: canonicalAddress(publicIp), isPublic: true });
  return { fact, title: name || hostname || href, addresses };
}

function push(index: Map<string, number[]>, key: string, position: number): void {
  const positions = index.get(key);
  if (positions === undefined) index.set(key, [position]);
  else if (positions.at(-1) !== position) positions.push(position);
}
