import { isManaged, type WorkloadFact } from "../workloads/workload-fact";
import { ConsumerKind } from "./answer";
import { Endpoint } from "./endpoint";
import type { ContainerWorkloadFact, PolicyFacts } from "./facts";
import type { LabelCondition, LabelIndex } from "./label-index";

/**
 * The workloads and container workloads that may be consumers, by href and by label. Most of them no question is about,
 * so that each becomes an endpoint when it is first found.
 */
export class Inventory {
  private readonly facts: (WorkloadFact | ContainerWorkloadFact)[] = [];
  /** How many of the facts are workloads; the others are container workloads. */
  private readonly workloads: number;
  private readonly endpoints: Endpoint[] = [];
  /** Positions in the facts. */
  private readonly byLabel = new Map<string, number[]>();
  private byHref: ReadonlyMap<string, number> | undefined;

  /** Deleted workloads are left out, and managed ones that are offline: the PCE gives their addresses to nobody. */
  constructor(
    { workloads, containerWorkloads }: Pick<PolicyFacts, "workloads" | "containerWorkloads">,
    private readonly labels: LabelIndex,
  ) {
    for (const fact of workloads)
      if (fact.deleted !== true && !(fact.online === false && isManaged(fact))) this.add(fact);
    this.workloads = this.facts.length;
    for (const fact of containerWorkloads) if (fact.deleted !== true) this.add(fact);
  }

  get(href: string): Endpoint | undefined {
    this.byHref ??= new Map(this.facts.map((fact, at) => [fact.href, at]));
    const at = this.byHref.get(href);
    return at === undefined ? undefined : this.endpointAt(at);
  }

  /** All that meet the conditions. */
  matching(conditions: readonly LabelCondition[]): readonly Endpoint[] {
    if (conditions.length === 0) return this.facts.map((_, at) => this.endpointAt(at));
    let [best, fewest] = [conditions[0]!, Number.POSITIVE_INFINITY];
    for (const condition of conditions) {
      let count = 0;
      for (const label of this.labelsOf(condition)) count += this.byLabel.get(label)?.length ?? 0;
      if (count < fewest) [best, fewest] = [condition, count];
    }
    const others = conditions.filter((condition) => condition !== best);
    const found: Endpoint[] = [];
    for (const label of this.labelsOf(best))
      for (const at of this.byLabel.get(label) ?? [])
        if (this.labels.areMet(others, this.facts[at]!.labels ?? [])) found.push(this.endpointAt(at));
    return found;
  }

  private labelsOf({ key, labels, except }: LabelCondition): Iterable<string> {
    if (!except) return labels;
    return [...this.byLabel.keys()].filter((label) => this.labels.keyOf(label) === key && !labels.has(label));
  }

  private endpointAt(at: number): Endpoint {
    const kind = at < this.workloads ? ConsumerKind.Workload : ConsumerKind.ContainerWorkload;
    this.endpoints[at] ??= new Endpoint(kind, this.facts[at]!);
    return this.endpoints[at];
  }

  private add(fact: WorkloadFact | ContainerWorkloadFact): void {
    const at = this.facts.push(fact) - 1;
    for (const { href } of fact.labels ?? []) {
      const labelled = this.byLabel.get(href);
      if (labelled === undefined) this.byLabel.set(href, [at]);
      else labelled.push(at);
    }
  }
}
