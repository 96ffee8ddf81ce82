import type { FailedItem } from "../../../core/errors";
import { applyPlans } from "../apply/run";
import type { BindingPlan } from "../plan/plan-bindings";
import type { Canaries } from "./canaries";
import type { RenewalTimes } from "./renewal-times";
import type { WatchReport } from "./watch-report";

export interface WriteAllOptions {
  readonly canaries: Canaries;
  readonly renewals: RenewalTimes;
  readonly report: WatchReport;
  readonly say: (...lines: string[]) => void;
  /** Ends the writing between two bindings. */
  readonly signal: AbortSignal;
}

export interface WrittenAll {
  /** Bindings whose table has exactly the members now. */
  readonly inStep: ReadonlySet<BindingPlan>;
  readonly failures: readonly FailedItem[];
}

/** Carries out the plans of a comparison, renews entries that are due, and registers the canaries. */
export async function writeAll(
  plans: readonly BindingPlan[],
  { canaries, renewals, report, say, signal }: WriteAllOptions,
): Promise<WrittenAll> {
  const inStep = new Set<BindingPlan>();
  const refused = await applyPlans(plans, {
    say,
    signal,
    timesOf: (plan) => renewals.of(plan),
    onApplied: (plan, applied) => {
      inStep.add(plan);
      renewals.applied(plan);
      report.wrote(applied);
    },
  });
  const inForce = plans.filter(({ stale }) => stale === undefined);
  const lost = await canaries.keep(inForce).then(
    () => [],
    (error: Error): FailedItem[] => [{ item: "canary", reason: error.message, cause: error }],
  );
  return { inStep, failures: [...refused, ...lost] };
}
