/** What has been done for a virtual machine, in order. A step is written into its record before the next one begins. */
export const STEPS = [
  "discovered",
  "recorded",
  "ven-requested",
  "ven-paired",
  "labelled",
  "firewall-ready",
  "policy-installed",
  "commissioned",
] as const;

export type Step = (typeof STEPS)[number];

/** The step after one; undefined after the last. */
export function nextStep(step: Step): Step | undefined {
  return STEPS[STEPS.indexOf(step) + 1];
}

/** The later one of two steps. */
export function laterStep(one: Step, other: Step): Step {
  return hasReached(one, other) ? one : other;
}

/** Whether a step, or one after it, was reached. */
export function hasReached(reached: Step, step: Step): boolean {
  return STEPS.indexOf(reached) >= STEPS.indexOf(step);
}
