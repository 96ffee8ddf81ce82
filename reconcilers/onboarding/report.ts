import { sameJson } from "../../core/checks/json";
import { hasReached, STEPS, type Step, stateCounts, statusRows, type VmRecord } from "../../core/onboarding";
import type { OnboardingRun } from "./run";

/** What one run did. Plain JSON. */
export interface OnboardingReport {
  /** Name of the onboarding. */
  readonly name: string;
  readonly run: string;
  /** In ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Why the run ended before its end; absent when it did not. */
  readonly ended?: string;
  /** Machines whose record changed, and those that wait or have failed. */
  readonly machines: readonly MachineReport[];
  /** Machines in the inventory. */
  readonly inventory: number;
  /** Machines that the CMDB shows as commissioned, and that this onboarding has no record of. */
  readonly commissionedBefore: number;
  /** Records by state, as the status table has them. */
  readonly states: Readonly<Record<string, number>>;
  /** Calls by system. Of the PCE and the firewall they are requests, of the others uses of a part of this package. */
  readonly calls: Readonly<Record<string, number>>;
  /** Commands that install an agent. */
  readonly commandsStarted: number;
  readonly publishes: number;
  /** Installations of a policy that were begun. */
  readonly installs: number;
  /** Records that another run changed meanwhile. */
  readonly lost: number;
  /** Records of a later release. */
  readonly newer: number;
  /** What did not work as a whole. */
  readonly problems: readonly string[];
  /** What people may want to know. */
  readonly warnings: readonly string[];
}

export interface MachineReport {
  readonly vmId: string;
  readonly name: string;
  readonly resourceId: string;
  /** The step before this run; absent for a machine that is new. */
  readonly from?: Step;
  readonly to: Step;
  readonly status: VmRecord["status"];
  readonly reason: string;
}

export function reportOf(run: OnboardingRun, calls: Readonly<Record<string, number>>): OnboardingReport {
  const { settings, before, records, ended } = run;
  return {
    name: settings.name,
    run: run.id,
    startedAt: run.startedAt.toISOString(),
    endedAt: run.now.toISOString(),
    ...(ended === undefined ? {} : { ended }),
    machines: [...records.values()]
      .flatMap((record) => machineReport(before.get(record.vmId), record))
      .sort((a, b) => compare(a.name, b.name) || compare(a.vmId, b.vmId)),
    inventory: run.vms.size,
    commissionedBefore: run.commissionedBefore,
    states: Object.fromEntries(stateCounts(statusRows(records.values(), run.newer))),
    calls,
    commandsStarted: run.commandsStarted,
    publishes: run.publishes,
    installs: run.installs,
    lost: run.lost.size,
    newer: run.newer.size,
    problems: run.problems,
    warnings: run.warnings,
  };
}

function machineReport(before: VmRecord | undefined, record: VmRecord): MachineReport[] {
  const { vmId, name, resourceId, step: to, status, reason } = record;
  const isQuiet = status === "closed" || status === "skipped" || reason === "";
  if (before !== undefined && isQuiet && sameJson(before, record)) return [];
  const from = before === undefined ? {} : { from: before.step };
  return [{ vmId, name, resourceId, ...from, to, status, reason }];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How many machines a run took to a later step, without those that it skips. */
export function wentOn({ machines }: Pick<OnboardingReport, "machines">): number {
  return machines.filter(
    ({ from = STEPS[0], to, status }) => to !== from && hasReached(to, from) && status !== "skipped",
  ).length;
}

/** The report as numbers for a log line. */
export function reportCounts(report: OnboardingReport): Readonly<Record<string, number>> {
  const { inventory, commandsStarted, publishes, installs, lost, newer, problems, warnings, states, calls } =
    report;
  return {
    inventory,
    advanced: wentOn(report),
    commandsStarted,
    publishes,
    installs,
    lost,
    newer,
    problems: problems.length,
    warnings: warnings.length,
    ended: report.ended === undefined ? 0 : 1,
    ...prefixed("machines", states),
    ...prefixed("calls", calls),
  };
}

function prefixed(prefix: string, counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${prefix}.${name}`, count]));
}
