import { userInfo } from "node:os";
import { Command } from "commander";
import { Checks, text } from "../../core/checks";
import { sameJson } from "../../core/checks/json";
import { approved, findRecords, type VmRecord } from "../../core/onboarding";
import type { StoredRecords } from "../../reconcilers/onboarding/ports";
import { optionValue } from "../option-values";
import { say } from "../output";
import { type LabelFlag, label } from "../sync/declaration-flags";
import { type ChangeOptions, change, refuseSelection } from "./change-options";
import { addPlaceOptions } from "./records-place";
import { labelsText, standingOf } from "./standing";

interface ApproveOptions extends ChangeOptions {
  readonly by?: string;
  readonly label?: readonly LabelFlag[];
}

/** `onboarding approve`: critical labels that machines wait for. */
export function approveCommand(): Command {
  const command = new Command("approve")
    .description("approve the critical labels that machines wait for; other labels ask again")
    .argument("[vm...]", "names, vmIds or resource ids of machines");
  return addPlaceOptions(command)
    .option("--all", "all machines that wait for an approval")
    .option(
      "--label <key=value>",
      "approve only where exactly these labels wait, as status shows them; may be repeated",
      label,
    )
    .option(
      "--by <name>",
      "who approves (default: the user of this machine)",
      optionValue(text({ longest: 200 })),
    )
    .action(approve);
}

async function approve(vms: readonly string[], options: ApproveOptions): Promise<void> {
  refuseSelection("approve", vms, options.all);
  const { by = userOfMachine() } = options;
  const now = new Date();
  await change(
    options,
    (stored) => {
      const waiting = options.all ? [...stored.records.values()].filter(isWaiting) : named(vms, stored);
      refuseOtherLabels(waiting, options.label);
      if (waiting.length === 0) say("no machine waits for an approval");
      return waiting.flatMap((record) => approved(record, by, now) ?? []);
    },
    ({ approved: approval }) => `${by} approved ${labelsText(approval!.labels)}`,
  );
}

function isWaiting({ status, awaitsApproval }: VmRecord): boolean {
  return status === "open" && awaitsApproval !== undefined;
}

/** @throws ConfigurationError that names every text that is not exactly one machine, and machines that wait for nothing */
function named(vms: readonly string[], { records, newer }: StoredRecords): VmRecord[] {
  const checks = Checks.start();
  const found = findRecords(records.values(), newer, vms, checks);
  for (const record of found)
    if (!isWaiting(record)) checks.called(record.name).fail(`needs no approval; it ${standingOf(record)}`);
  checks.throwIfAny("onboarding approve");
  return found;
}

/** @throws ConfigurationError that names every machine that waits for other labels than a person has seen */
function refuseOtherLabels(records: readonly VmRecord[], flags: readonly LabelFlag[] | undefined): void {
  if (flags === undefined) return;
  const seen = Object.fromEntries(flags.map(({ key, value }) => [key, value]));
  const checks = Checks.start();
  for (const { name, awaitsApproval = {} } of records)
    if (!sameJson(seen, awaitsApproval))
      checks.called(name).fail(`waits for ${labelsText(awaitsApproval)}, not for ${labelsText(seen)}`);
  checks.throwIfAny("onboarding approve");
}

function userOfMachine(): string {
  try {
    return userInfo().username;
  } catch {
    return "an unnamed user"; // an id without an entry among the users of the machine
  }
}
