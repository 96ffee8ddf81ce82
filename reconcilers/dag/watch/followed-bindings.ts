import {
  type DagBindingDefinition,
  type FactChanges,
  isInSync,
  LiveFacts,
  LiveMembers,
  LiveTable,
  type PceFacts,
  type Touched,
  tableStep,
} from "../../../core/dag";
import { isConfigurationError } from "../../../core/errors";
import type { BindingPlan } from "../plan/plan-bindings";
import { titleOf } from "../plan/plan-text";
import { writeChanges } from "./write-changes";

interface Followed {
  readonly plan: BindingPlan;
  readonly members: LiveMembers;
  readonly table: LiveTable;
  /** Whether the table had exactly the members after the comparison. */
  readonly inStep: boolean;
}

export interface FollowOptions {
  /** Lifetime of entries, in seconds; 0 is for ever. */
  readonly timeoutInSeconds: number;
  readonly onWritten: (plan: BindingPlan, written: { registered: number; unregistered: number }) => void;
}

/** A comparison of everything: what it read, and its result. */
export interface Comparison {
  readonly facts: PceFacts;
  readonly plans: readonly BindingPlan[];
  /** Plans of the bindings whose table has exactly the members now. */
  readonly inStep: ReadonlySet<BindingPlan>;
  /** Whether every binding could be planned. */
  readonly complete: boolean;
}

/** Bindings after a comparison of everything, which follow single changes of the PCE until the next one. */
export class FollowedBindings {
  readonly facts: LiveFacts;
  readonly #bindings: readonly Followed[];
  readonly #complete: boolean;

  /** @param comparison its facts are owned and changed by this object from now on */
  constructor({ facts, plans, inStep, complete }: Comparison) {
    this.facts = new LiveFacts(facts);
    this.#complete = complete;
    const members = new Map<DagBindingDefinition, LiveMembers>();
    const tables = new Map<unknown, LiveTable>();
    this.#bindings = plans.map((plan) => {
      const { definition, reading } = plan;
      const live = members.get(definition) ?? new LiveMembers(definition, this.facts, plan.members);
      members.set(definition, live);
      const table = tables.get(reading) ?? new LiveTable(reading.index, reading.limit);
      tables.set(reading, table);
      return { plan, members: live, table, inStep: inStep.has(plan) };
    });
  }

  /** Whether members depend on label groups. */
  get usesLabelGroups(): boolean {
    return this.#bindings.some(({ plan }) =>
      Object.values(plan.definition.labels).some(({ groups }) => groups !== undefined),
    );
  }

  /** The members that a binding should have on its table by now; undefined where it was not in step. */
  membersOf({ definition, table }: BindingPlan): LiveMembers["addresses"] | undefined {
    const found = this.#bindings.find(
      ({ plan, inStep }) =>
        inStep &&
        plan.definition.revision === definition.revision &&
        plan.definition.owner === definition.owner &&
        plan.definition.target.firewall === definition.target.firewall &&
        plan.table.serial === table.serial &&
        plan.table.vsys === table.vsys,
    );
    return found?.members.addresses;
  }

  /** The members that each binding shall have, by binding and table. */
  *members(): Generator<readonly [BindingPlan, LiveMembers]> {
    for (const { plan, members } of this.#bindings) yield [plan, members];
  }

  /**
   * Applies changes of the facts and writes what follows from them.
   *
   * @returns why everything has to be compared, if so; this object must not be used then
   */
  async follow(
    changes: FactChanges,
    { timeoutInSeconds, onWritten }: FollowOptions,
  ): Promise<string | undefined> {
    const touched = this.facts.apply(changes);
    if (touched.labels && !this.#complete) return "a binding that could not be planned may be possible now";
    const steps = this.#steps(touched);
    if (typeof steps === "string") return steps;
    const tables = new Map<LiveTable, BindingPlan[]>();
    for (const [table, plan] of steps) tables.set(table, [...(tables.get(table) ?? []), plan]);
    const reasons = await Promise.all(
      [...tables.values()].map((plans) => write(plans, timeoutInSeconds, onWritten)),
    );
    return reasons.find((reason) => reason !== undefined);
  }

  /** What each binding needs on its table, or why everything has to be compared before anything is written. */
  #steps(touched: Touched): (readonly [LiveTable, BindingPlan])[] | string {
    const changed = new Map<LiveMembers, ReturnType<LiveMembers["follow"]>>();
    const steps: (readonly [LiveTable, BindingPlan])[] = [];
    for (const { plan, members, table, inStep } of this.#bindings) {
      try {
        changed.set(members, changed.get(members) ?? members.follow(touched));
      } catch (error) {
        if (isConfigurationError(error)) return `${titleOf(plan)}: ${error.message}`;
        throw error;
      }
      const written = (address: string) => plan.own.get(address)?.written ?? address;
      const step = tableStep(plan.definition, changed.get(members)!, members, table, written);
      if (isInSync(step)) continue;
      if (!inStep) return `${titleOf(plan)} was not in step`;
      if (step.problems.length > 0) return `${titleOf(plan)}: ${step.problems.join("; ")}`;
      steps.push([table, { ...plan, plan: step, own: new Map(), leaving: [] }]);
    }
    return steps;
  }
}

async function write(
  plans: readonly BindingPlan[],
  timeoutInSeconds: number,
  onWritten: FollowOptions["onWritten"],
): Promise<string | undefined> {
  try {
    let reason: string | undefined;
    for (const [index, written] of (await writeChanges(plans, timeoutInSeconds)).entries()) {
      const plan = plans[index]!;
      if ("failure" in written) reason = `${titleOf(plan)}: ${written.failure.message}`;
      else onWritten(plan, written);
    }
    return reason;
  } catch (error) {
    return `${titleOf(plans[0]!)}: ${(error as Error).message}`;
  }
}
