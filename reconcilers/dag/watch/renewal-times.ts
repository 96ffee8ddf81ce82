import type { EntryTimes } from "../apply/write-plan";
import type { BindingPlan } from "../plan/plan-bindings";
import { titleOf } from "../plan/plan-text";

/** When all entries of a binding on a table were last renewed, for firewalls that do not list the time that is left. */
export class RenewalTimes {
  /** By `performance.now()`. */
  readonly #renewed = new Map<string, number>();

  /** @param timeoutInSeconds 0 is for ever */
  constructor(private readonly timeoutInSeconds: number) {}

  of(plan: BindingPlan): EntryTimes {
    const { timeoutInSeconds } = this;
    const key = keyOf(plan);
    const renewed = this.#renewed.get(key);
    const recent = renewed !== undefined && performance.now() - renewed < timeoutInSeconds * 500;
    if (!recent) this.#renewed.delete(key);
    return { timeoutInSeconds, recent };
  }

  /** Call it after a plan was carried out with the times of this object. */
  applied(plan: BindingPlan): void {
    const key = keyOf(plan);
    if (!this.#renewed.has(key)) this.#renewed.set(key, performance.now());
  }
}

function keyOf(plan: BindingPlan): string {
  return `${titleOf(plan)} ${plan.definition.tag}`;
}
