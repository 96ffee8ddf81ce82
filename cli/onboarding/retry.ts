import { Command } from "commander";
import { Checks } from "../../core/checks";
import { findRecords, retried, stateOf, type VmRecord } from "../../core/onboarding";
import type { StoredRecords } from "../../reconcilers/onboarding/ports";
import { say } from "../output";
import { type ChangeOptions, change, refuseSelection } from "./change-options";
import { addPlaceOptions } from "./records-place";
import { standingOf } from "./standing";

/** `onboarding retry`: another attempt for machines that failed, or that pause before their next one. */
export function retryCommand(): Command {
  const command = new Command("retry")
    .description("let machines that failed, or that pause after a failure, begin anew where they are")
    .argument("[vm...]", "names, vmIds or resource ids of machines");
  return addPlaceOptions(command)
    .option("--all", "all machines that failed, or that pause after a failure")
    .action(retry);
}

async function retry(vms: readonly string[], options: ChangeOptions): Promise<void> {
  refuseSelection("retry", vms, options.all);
  const now = new Date();
  await change(
    options,
    (stored) => {
      const wanted = options.all ? [...stored.records.values()].filter(isHeld) : named(vms, stored);
      if (wanted.length === 0) say("no machine has failed or pauses");
      return wanted.map((record) => retried(record, now));
    },
    ({ step }) => `begins anew after ${step}, in the next run`,
  );
}

function isHeld({ status, nextAttempt }: VmRecord): boolean {
  return status === "failed" || (status === "open" && nextAttempt !== undefined);
}

/** Where a machine stands that has neither failed nor pauses after a failure, and what to do. */
function whyNot(record: VmRecord): string {
  const standing = standingOf(record);
  switch (stateOf(record)) {
    case "skipped":
      return `${standing}; change the rule or the machine, and the next run looks at it again`;
    case "waiting":
      return `${standing}; it has not failed, and goes on by itself once that is past`;
    default:
      return `${standing}, so there is nothing to retry`;
  }
}

/** @throws ConfigurationError that names every text that is not exactly one machine, and machines that have not failed */
function named(vms: readonly string[], { records, newer }: StoredRecords): VmRecord[] {
  const checks = Checks.start();
  const found = findRecords(records.values(), newer, vms, checks);
  for (const record of found) if (!isHeld(record)) checks.called(record.name).fail(whyNot(record));
  checks.throwIfAny("onboarding retry");
  return found;
}
