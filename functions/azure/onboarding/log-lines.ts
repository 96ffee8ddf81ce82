import type { AppLog } from "../../../core/contracts/azure/app-log";
import type { OnboardedVmLog, OnboardingLog } from "../../../core/contracts/azure/onboarding-log";
import { type MachineReport, type OnboardingReport, wentOn } from "../../../reconcilers/onboarding/report";

type VmFields = Omit<OnboardedVmLog, keyof AppLog> & Pick<AppLog, "level" | "problems" | "warnings">;
type Counts = Omit<OnboardingLog, keyof AppLog | "event" | "error">;

/** What a line says of one machine. One that failed is an error; one that waits or is skipped is no problem yet. */
export function vmLine(machine: MachineReport): VmFields {
  const { vmId, name, resourceId, from, to, status, reason } = machine;
  const hasFailed = status === "failed";
  return {
    event: "onboarding-vm",
    level: hasFailed ? "ERROR" : "INFO",
    vmId,
    vm: name,
    resourceId,
    status,
    ...(from === undefined ? {} : { from }),
    step: to,
    reason,
    problems: hasFailed ? [`${name}: ${reason}`] : [],
    warnings: [],
  };
}

/** The counts of a run. @param report undefined where there was none */
export function runCounts(report: OnboardingReport | undefined): Counts {
  const state = (name: string) => report?.states[name] ?? 0;
  return {
    ...(report?.ended === undefined ? {} : { ended: report.ended }),
    inventory: report?.inventory ?? 0,
    done: state("done"),
    underWay: state("under way"),
    waiting: state("waiting"),
    approval: state("approval"),
    failed: state("failed"),
    skipped: state("skipped"),
    closed: state("closed"),
    advanced: report === undefined ? 0 : wentOn(report),
    commandsStarted: report?.commandsStarted ?? 0,
    publishes: report?.publishes ?? 0,
    installs: report?.installs ?? 0,
    lost: report?.lost ?? 0,
    newer: report?.newer ?? 0,
    calls: report?.calls ?? {},
  };
}
