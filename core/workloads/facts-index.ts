import type { CompiledExpression } from "../labels/label-expression";
import type { PceFacts } from "./pce-facts";
import { type WorkloadAddress, workloadAddresses, workloadTitle } from "./workload-addresses";
import type { WorkloadFact } from "./workload-fact";

export interface IndexedWorkload {
  readonly fact: WorkloadFact;
  readonly title: string;
  readonly addresses: readonly WorkloadAddress[];
  /** Workloads are named in the order in which the PCE listed them. */
  readonly position: number;
}

/** The workloads of a PCE by address and by label, indexed once for all that ask. */
export class FactsIndex {
  private readonly byHref = new Map<string, IndexedWorkload>();
  private readonly byLabel = new Map<string, Set<IndexedWorkload>>();
  /** Workloads by the address that one of their interfaces has, and by their public one. */
  private readonly byAddress = new Map<string, IndexedWorkload[]>();
  private readonly byPublicAddress = new Map<string, IndexedWorkload[]>();
  private next = 0;

  private constructor({ workloads }: PceFacts) {
    for (const fact of workloads) this.put(fact);
  }

  /** The index of these facts, made at the first call. */
  static of(facts: PceFacts): FactsIndex {
    const known = indexes.get(facts);
    if (known) return known;
    const index = new FactsIndex(facts);
    indexes.set(facts, index);
    return index;
  }

  get(href: string): IndexedWorkload | undefined {
    return this.byHref.get(href);
  }

  workloads(): Iterable<IndexedWorkload> {
    return this.byHref.values();
  }

  /** Adds a workload, or replaces what was known of it. */
  put(fact: WorkloadFact): IndexedWorkload {
    const position = this.remove(fact.href)?.position ?? this.next++;
    const workload = { fact, title: workloadTitle(fact), addresses: workloadAddresses(fact), position };
    this.byHref.set(fact.href, workload);
    for (const { href } of fact.labels ?? []) {
      const labelled = this.byLabel.get(href);
      if (labelled === undefined) this.byLabel.set(href, new Set([workload]));
      else labelled.add(workload);
    }
    for (const place of workload.addresses) {
      if (place.address === undefined || place.ignored) continue;
      const map = this.mapOf(place);
      const holders = map.get(place.address);
      if (holders === undefined) map.set(place.address, [workload]);
      else if (!holders.includes(workload)) holders.push(workload);
    }
    return workload;
  }

  /** @returns what was known of it */
  remove(href: string): IndexedWorkload | undefined {
    const workload = this.byHref.get(href);
    if (workload === undefined) return undefined;
    this.byHref.delete(href);
    for (const label of workload.fact.labels ?? []) this.byLabel.get(label.href)?.delete(workload);
    for (const place of workload.addresses) {
      if (place.address === undefined || place.ignored) continue;
      const map = this.mapOf(place);
      const others = map.get(place.address)?.filter((holder) => holder !== workload) ?? [];
      if (others.length === 0) map.delete(place.address);
      else map.set(place.address, others);
    }
    return workload;
  }

  /** Workloads that have this address, on an interface that counts or, by choice, as their public one. */
  holders(address: string, includePublicIp: boolean): readonly IndexedWorkload[] {
    const own = this.byAddress.get(address) ?? [];
    const others = includePublicIp ? this.byPublicAddress.get(address) : undefined;
    if (others === undefined && own.length < 2) return own;
    return inOrder(new Set([...own, ...(others ?? [])]));
  }

  labelled(label: string): Iterable<IndexedWorkload> {
    return this.byLabel.get(label) ?? [];
  }

  /** Workloads that may match, in order: those with a label of the most selective term. */
  candidates(expression: CompiledExpression): Iterable<IndexedWorkload> {
    let best: IndexedWorkload[] | undefined;
    for (const { anyOf } of expression) {
      if (anyOf === undefined) continue;
      const found = [...anyOf].flatMap((href) => [...this.labelled(href)]);
      if (best === undefined || found.length < best.length) best = found;
    }
    return best === undefined ? this.workloads() : inOrder(new Set(best));
  }

  private mapOf({ isPublic }: WorkloadAddress): Map<string, IndexedWorkload[]> {
    return isPublic ? this.byPublicAddress : this.byAddress;
  }
}

const indexes = new WeakMap<PceFacts, FactsIndex>();

function inOrder(workloads: Iterable<IndexedWorkload>): IndexedWorkload[] {
  return [...workloads].sort((a, b) => a.position - b.position);
}
