import { counted } from "../../core/counted";
import type { OnboardingPlan } from "../../reconcilers/onboarding/plan-onboarding";
import type { PlannedAction } from "../../reconcilers/onboarding/planned-action";
import { type MachineReport, type OnboardingReport, wentOn } from "../../reconcilers/onboarding/report";
import { table } from "../table";

/** What a run did, for people. Its problems are an error of the command. */
export function reportText(report: OnboardingReport): string[] {
  return [...report.machines.flatMap(machineText), ...summaryText(report)];
}

/** The same without the machines, for those who saw a line of each that went on. */
export function summaryText(report: OnboardingReport): string[] {
  const { name, inventory, states, commandsStarted, publishes, installs, calls } = report;
  const done = [
    counted(commandsStarted, "installation of the agent begun", "installations of the agent begun"),
    ...(publishes > 0 ? [counted(publishes, "publish", "publishes")] : []),
    ...(installs > 0 ? [counted(installs, "installation of the policy", "installations of the policy")] : []),
  ];
  return [
    `onboarding ${name}: ${counted(inventory, "machine")} in the inventory, ${wentOn(report)} went on, ${done.join(", ")}`,
    `  machines: ${countsText(states) || "none taken up"}`,
    `  calls: ${countsText(calls) || "none"}`,
    ...report.warnings.map((warning) => `  warning: ${warning}`),
  ];
}

/** What a run would do, and to which machine. */
export function planText({ actions, report }: OnboardingPlan): string[] {
  const { name, inventory, machines, warnings } = report;
  const twins = twinNames(actions);
  const rows = actions.map((action) => [machineOf(action, twins), action.system, action.what]);
  const touched = new Set(actions.flatMap(({ vmId }) => vmId ?? [])).size;
  return [
    ...(rows.length > 0 ? table([["machine", "system", "what"], ...rows]) : []),
    ...machines.filter(({ status, reason }) => status !== "open" || reason !== "").flatMap(machineText),
    `onboarding ${name}: ${counted(inventory, "machine")} in the inventory, ${counted(actions.length, "write")} for ${counted(touched, "machine")}`,
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
}

function machineText({ name, from, to, status, reason }: MachineReport): string[] {
  const step = from === undefined || from === to ? to : `${from} to ${to}`;
  const state = status === "open" ? "" : ` (${status})`;
  return [`${name}: ${step}${state}${reason === "" ? "" : `: ${reason}`}`];
}

/** A machine by its name, and by its `vmId` too where another one has that name. */
function machineOf({ machine, vmId }: PlannedAction, twins: ReadonlySet<string>): string {
  if (machine === undefined) return "-";
  return twins.has(machine) ? `${machine} ${vmId}` : machine;
}

function twinNames(actions: readonly PlannedAction[]): ReadonlySet<string> {
  const ids = new Map<string, string | undefined>();
  const twins = new Set<string>();
  for (const { machine, vmId } of actions) {
    if (machine === undefined) continue;
    if (ids.has(machine) && ids.get(machine) !== vmId) twins.add(machine);
    ids.set(machine, vmId);
  }
  return twins;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
}
