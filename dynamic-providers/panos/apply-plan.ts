import { isInSync } from "../../core/dag";
import type { BindingPlan } from "./plan-bindings";
import { titleOf } from "./plan-text";
import { writePlan } from "./write-plan";

/** What became of one binding in one table. */
export interface AppliedPlan {
  /** Binding, firewall and table in words. */
  readonly item: string;
  /** `stale`: another declaration is in force, or none. `failed`: refused, or some of it is not as planned. */
  readonly outcome: "in-sync" | "written" | "stale" | "failed";
  readonly registered: number;
  readonly unregistered: number;
  /** Of what is stale or failed. */
  readonly reason?: string;
  readonly cause?: unknown;
}

/** Entries of these runs never end. */
const FOR_EVER = { timeoutInSeconds: 0, recent: true } as const;

/** Carries out a plan, unless something stands in its way: then nothing is written. Never throws. */
export async function applyPlan(binding: BindingPlan): Promise<AppliedPlan> {
  const { plan, stale } = binding;
  const item = titleOf(binding);
  try {
    const { registered, unregistered, renewed } = await writePlan(binding, FOR_EVER);
    const outcome = isInSync(plan) && renewed === 0 ? "in-sync" : "written";
    return { item, outcome, registered, unregistered };
  } catch (error) {
    const outcome = stale === undefined ? "failed" : "stale";
    return { item, registered: 0, unregistered: 0, outcome, reason: (error as Error).message, cause: error };
  }
}
