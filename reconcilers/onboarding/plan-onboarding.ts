import type { OnboardingSettings } from "../../core/onboarding";
import type { PlannedAction } from "./planned-action";
import { planningPorts } from "./planning-ports";
import type { OnboardingPorts } from "./ports";
import type { OnboardingReport } from "./report";
import type { RunOptions } from "./run";
import { runOnboarding } from "./run-onboarding";

/** What the next run would do. */
export interface OnboardingPlan {
  readonly actions: readonly PlannedAction[];
  /** The report that the run would give if every write succeeded. */
  readonly report: OnboardingReport;
}

/**
 * What the next run would do, and to which machine. It is the run itself over ports that read and write down what they would
 * have written, so a plan and a run that follows it decide alike. Where a step needs what an earlier one brings, such as an
 * agent that has paired, a plan shows the earlier one only.
 */
export async function planOnboarding(
  settings: OnboardingSettings,
  ports: OnboardingPorts,
  options: Omit<RunOptions, "say">,
): Promise<OnboardingPlan> {
  const planning = planningPorts(ports, settings);
  const report = await runOnboarding(settings, planning.ports, options);
  return { actions: planning.actions, report };
}
