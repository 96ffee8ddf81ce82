import type { LabelFact, LabelFacts, LabelGroupFact } from "../labels/label-expression";
import { FactsIndex, type IndexedWorkload } from "../workloads/facts-index";
import type { PceFacts } from "../workloads/pce-facts";
import type { WorkloadFact } from "../workloads/workload-fact";

/** Single objects of a PCE as they are now, by href; undefined where they are gone. */
export interface FactChanges {
  readonly workloads: ReadonlyMap<string, WorkloadFact | undefined>;
  readonly labels: ReadonlyMap<string, LabelFact | undefined>;
  /** All label groups of the active policy, where one of them may have changed. */
  readonly labelGroups?: readonly LabelGroupFact[];
}

/** What a change of facts may affect. */
export interface Touched {
  /** Canonical addresses that may now have other workloads, or workloads with other labels. */
  readonly addresses: ReadonlySet<string>;
  /** Whether a label expression may stand for other labels now. */
  readonly labels: boolean;
}

/** The workloads, labels and label groups of a PCE, kept current as single objects change. */
export class LiveFacts implements LabelFacts {
  readonly index: FactsIndex;
  readonly #labels: Map<string, LabelFact>;
  #labelGroups: Iterable<LabelGroupFact>;
  /** Hrefs of workloads by that of their VEN. */
  readonly #byVen = new Map<string, string>();

  /** @param facts owned by this object from now on, which changes their index */
  constructor(facts: PceFacts) {
    this.index = FactsIndex.of(facts);
    this.#labels = new Map([...facts.labels].map((label) => [label.href, label]));
    this.#labelGroups = facts.labelGroups;
    for (const { fact } of this.index.workloads()) this.#rememberVen(fact);
  }

  get labels(): Iterable<LabelFact> {
    return this.#labels.values();
  }

  get labelGroups(): Iterable<LabelGroupFact> {
    return this.#labelGroups;
  }

  /** The workload that a VEN runs on, by the href of the VEN or of its agent. */
  workloadOf(ven: string): string | undefined {
    const workload = this.#byVen.get(ven);
    return workload !== undefined && this.index.get(workload) ? workload : undefined;
  }

  apply({ workloads, labels, labelGroups }: FactChanges): Touched {
    const addresses = new Set<string>();
    for (const [href, fact] of workloads) {
      for (const address of addressesOf(this.index.get(href))) addresses.add(address);
      if (fact === undefined) this.index.remove(href);
      else {
        for (const address of addressesOf(this.index.put(fact))) addresses.add(address);
        this.#rememberVen(fact);
      }
    }
    for (const [href, label] of labels) {
      if (label === undefined) this.#labels.delete(href);
      else this.#labels.set(href, label);
    }
    if (labelGroups !== undefined) this.#labelGroups = labelGroups;
    return { addresses, labels: labels.size > 0 || labelGroups !== undefined };
  }

  #rememberVen({ href, agent, ven }: WorkloadFact): void {
    for (const name of [agent?.href, ven?.href]) if (name !== undefined) this.#byVen.set(name, href);
  }
}

/** Canonical addresses of a workload, including those that contribute no member. */
export function addressesOf(workload: IndexedWorkload | undefined): string[] {
  return workload?.addresses.flatMap(({ address }) => address ?? []) ?? [];
}
