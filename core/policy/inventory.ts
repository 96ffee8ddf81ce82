import { isManaged } from "../workloads/workload-fact";
import { ConsumerKind } from "./answer";
import { Endpoint } from "./endpoint";
import type { PolicyFacts } from "./facts";
import type { LabelCondition, LabelIndex } from "./label-index";

/** The workloads and container workloads that may be consumers, by href and by label. */
export class Inventory {
  private readonly all: Endpoint[] = [];
  private readonly byHref = new Map<string, Endpoint>();
  private readonly byLabel = new Map<string, Endpoint[]>();
  /** Hrefs of the labels of a key that some endpoint has. */
  private readonly byKey = new Map<string, string[]>();

  /** Deleted workloads are left out, and managed ones that are offline: the PCE gives their addresses to nobody. */
  constructor(
    { workloads, containerWorkloads }: Pick<PolicyFacts, "workloads" | "containerWorkloads">,
    private readonly labels: LabelIndex,
  ) {
    for (const fact of workloads)
      if (fact.deleted !== true && !(fact.online === false && isManaged(fact)))
        this.add(new Endpoint(ConsumerKind.Workload, fact));
    for (const fact of containerWorkloads)
      if (fact.deleted !== true) this.add(new Endpoint(ConsumerKind.ContainerWorkload, fact));
    for (const label of this.byLabel.keys()) {
      const key = labels.keyOf(label);
      if (key === undefined) continue;
      const known = this.byKey.get(key);
      if (known === undefined) this.byKey.set(key, [label]);
      else known.push(label);
    }
  }

  get(href: string): Endpoint | undefined {
    return this.byHref.get(href);
  }

  /** All that meet the conditions. */
  matching(conditions: readonly LabelCondition[]): readonly Endpoint[] {
    if (conditions.length === 0) return this.all;
    let [best, fewest] = [conditions[0]!, Number.POSITIVE_INFINITY];
    for (const condition of conditions) {
      let count = 0;
      for (const label of this.labelsOf(condition)) count += this.byLabel.get(label)?.length ?? 0;
      if (count < fewest) [best, fewest] = [condition, count];
    }
    const others = conditions.filter((condition) => condition !== best);
    const found: Endpoint[] = [];
    for (const label of this.labelsOf(best))
      for (const endpoint of this.byLabel.get(label) ?? [])
        if (this.labels.areMet(others, endpoint.labels)) found.push(endpoint);
    return found;
  }

  private labelsOf({ key, labels, except }: LabelCondition): Iterable<string> {
    return except ? (this.byKey.get(key) ?? []).filter((label) => !labels.has(label)) : labels;
  }

  private add(endpoint: Endpoint): void {
    this.all.push(endpoint);
    this.byHref.set(endpoint.href, endpoint);
    for (const label of endpoint.labels) {
      const labelled = this.byLabel.get(label);
      if (labelled === undefined) this.byLabel.set(label, [endpoint]);
      else labelled.push(endpoint);
    }
  }
}
