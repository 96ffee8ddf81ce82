import type { OnboardingLog } from "../../../../core/contracts/azure/onboarding-log";
import { lines, otherCode, windowOfRuns } from "../function-app/alerts";
import type { LogAlert } from "../log-alert";

/** What is called what, without the query, which names the app: known before the app is. */
export const ONBOARDING_ALERTS = ["failing", "failed-vms", "approvals", "no-run", "other-code"] as const;

/** Alerts for onboarding that needs a person: machines that failed or wait for an approval, runs that failed or are missing. */
export function onboardingAlerts(functionApp: string, intervalInMinutes: number): LogAlert[] {
  const windowInMinutes = windowOfRuns(intervalInMinutes);
  const count = {
    severity: 2,
    windowInMinutes,
    operator: "GreaterThan",
    threshold: 0,
    windowsInARow: 1,
  } as const;
  return [
    {
      ...count,
      severity: 1,
      suffix: "failing",
      description:
        "The onboarding of virtual machines cannot work; the log says what does not answer, or which limit is passed",
      query: lines(functionApp, `${RUN} and tostring(${run("level")}) == "ERROR"`),
    },
    {
      ...count,
      suffix: "failed-vms",
      description: "Virtual machines have failed; illumio-iac onboarding status names each and the reason",
      query: lines(functionApp, `${RUN} and tolong(${run("failed")}) > 0`),
    },
    {
      ...count,
      suffix: "approvals",
      description:
        "Virtual machines wait for illumio-iac onboarding approve, because they get critical labels",
      query: lines(functionApp, `${RUN} and tolong(${run("approval")}) > 0`),
    },
    {
      ...count,
      severity: 1,
      suffix: "no-run",
      description: `No run has ended for ${windowInMinutes} minutes; new virtual machines stay as they are`,
      query: lines(functionApp, RUN),
      operator: "LessThan",
      threshold: 1,
    },
    otherCode(functionApp),
  ];
}

const RUN = `tostring(line.event) == "${"onboarding-run" satisfies OnboardingLog["event"]}"`;
const run = (field: keyof OnboardingLog): string => `line.${field}`;
