import { isManaged, type WorkloadFact } from "../workloads/workload-fact";
import { ConsumerKind } from "./answer";
import { Endpoint } from "./endpoint";
import type { ContainerWorkloadFact, PolicyFacts } from "./facts";
import type { LabelCondition, LabelIndex } from "./label-index";
import { LabelPositions } from "./label-positions";

/**
 * The workloads and container workloads that may be consumers, by href and by label. Most of them no question is about,
 * so that each becomes an endpoint when it is first found.
 */
export class Inventory {
  private readonly workloads: Part<WorkloadFact>;
  private readonly containerWorkloads: Part<ContainerWorkloadFact>;

  /** Deleted workloads are left out, and managed ones that are offline: the PCE gives their addresses to nobody. */
  constructor(
    { workloads, containerWorkloads }: Pick<PolicyFacts, "workloads" | "containerWorkloads">,
    private readonly labels: LabelIndex,
  ) {
    this.workloads = new Part(
      ConsumerKind.Workload,
      workloads,
      (fact) => fact.deleted !== true && !(fact.online === false && isManaged(fact)),
    );
    this.containerWorkloads = new Part(
      ConsumerKind.ContainerWorkload,
      containerWorkloads,
      ({ deleted }) => deleted !== true,
    );
  }

  get(href: string): Endpoint | undefined {
    return this.workloads.get(href) ?? this.containerWorkloads.get(href);
  }

  /** All that meet the conditions. */
  matching(conditions: readonly LabelCondition[]): readonly Endpoint[] {
    return [
      ...this.workloads.matching(conditions, this.labels),
      ...this.containerWorkloads.matching(conditions, this.labels),
    ];
  }
}

/** One of the two lists. */
class Part<Fact extends WorkloadFact | ContainerWorkloadFact> {
  private readonly byLabel: LabelPositions<Fact>;
  private readonly endpoints = new Map<number, Endpoint>();
  #byHref: ReadonlyMap<string, number> | undefined;

  constructor(
    private readonly kind: Endpoint["kind"],
    private readonly facts: readonly Fact[],
    private readonly isConsumer: (fact: Fact) => boolean,
  ) {
    this.byLabel = new LabelPositions(facts, isConsumer);
  }

  get(href: string): Endpoint | undefined {
    const at = this.byHref.get(href);
    return at === undefined ? undefined : this.endpointAt(at);
  }

  matching(conditions: readonly LabelCondition[], labels: LabelIndex): Endpoint[] {
    const found: Endpoint[] = [];
    if (conditions.length === 0) {
      for (const [at, fact] of this.facts.entries())
        if (this.isConsumer(fact)) found.push(this.endpointAt(at));
      return found;
    }
    let [best, fewest, others]: [Uint32Array[], number, LabelCondition[]] = [
      [],
      Number.POSITIVE_INFINITY,
      [],
    ];
    for (const condition of conditions) {
      const lists = this.listsOf(condition, labels);
      const count = lists.reduce((sum, { length }) => sum + length, 0);
      if (count < fewest)
        [best, fewest, others] = [lists, count, conditions.filter((one) => one !== condition)];
    }
    for (const list of best)
      for (const at of list)
        if (labels.areMet(others, this.facts[at]!.labels ?? [])) found.push(this.endpointAt(at));
    return found;
  }

  /** The positions with each label that meets a condition. */
  private listsOf({ key, labels, except }: LabelCondition, index: LabelIndex): Uint32Array[] {
    const meeting = except
      ? [...this.byLabel.labels()].filter((label) => index.keyOf(label) === key && !labels.has(label))
      : [...labels];
    return meeting.map((label) => this.byLabel.of(label));
  }

  private endpointAt(at: number): Endpoint {
    const known = this.endpoints.get(at);
    if (known !== undefined) return known;
    const endpoint = new Endpoint(this.kind, this.facts[at]!);
    this.endpoints.set(at, endpoint);
    return endpoint;
  }

  private get byHref(): ReadonlyMap<string, number> {
    if (this.#byHref === undefined) {
      const map = new Map<string, number>();
      for (const [at, fact] of this.facts.entries()) if (this.isConsumer(fact)) map.set(fact.href, at);
      this.#byHref = map;
    }
    return this.#byHref;
  }
}
