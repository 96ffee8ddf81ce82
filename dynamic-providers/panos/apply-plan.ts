import { isInSync } from "../../core/dag";
import { nameOfTable } from "./binding-tables";
import type { BindingPlan } from "./plan-bindings";
import { syncTable } from "./sync-table";

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

/** Carries out a plan, unless something stands in its way: then nothing is written. Never throws. */
export async function applyPlan({
  definition,
  firewall,
  table,
  plan,
  stale,
}: BindingPlan): Promise<AppliedPlan> {
  const item = `${definition.name} on ${definition.target.firewall}, ${nameOfTable(table)}`;
  const nothing = { item, registered: 0, unregistered: 0 };
  const refusals = [...(stale === undefined ? [] : [stale]), ...plan.problems];
  if (refusals.length > 0) {
    const outcome = stale === undefined ? "failed" : "stale";
    return { ...nothing, outcome, reason: `nothing was written: ${refusals.join("; ")}` };
  }
  if (isInSync(plan)) return { ...nothing, outcome: "in-sync" };
  try {
    const { registered, unregistered } = await syncTable(firewall.client, table, definition, plan);
    return { item, outcome: "written", registered, unregistered };
  } catch (error) {
    return { ...nothing, outcome: "failed", reason: (error as Error).message, cause: error };
  }
}
