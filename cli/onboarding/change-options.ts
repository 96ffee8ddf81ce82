import { ConfigurationError, PartialFailureError } from "../../core/errors";
import type { VmRecord } from "../../core/onboarding";
import type { StoredRecords } from "../../reconcilers/onboarding/ports";
import { changeRecords } from "../../reconcilers/onboarding/records/change-records";
import { say } from "../output";
import { openRecords, type PlaceOptions } from "./records-place";

/** Which machines a person means. */
export interface ChangeOptions extends PlaceOptions {
  readonly all?: boolean;
}

/** @throws ConfigurationError unless machines are named or `--all` is given */
export function refuseSelection(command: string, vms: readonly string[], all: boolean | undefined): void {
  if (all && vms.length > 0)
    throw new ConfigurationError("--all", "and names of machines exclude each other");
  if (!all && vms.length === 0)
    throw new ConfigurationError(`onboarding ${command}`, "name the machines, or give --all");
}

/**
 * Changes records and says what was written.
 *
 * @param change gives the records that are to be written, of those that were read
 * @throws PartialFailureError that names those that a run changed at the same time
 */
export async function change(
  options: PlaceOptions,
  change: (stored: StoredRecords) => readonly VmRecord[],
  text: (record: VmRecord) => string,
): Promise<void> {
  const { written, lost } = await changeRecords(await openRecords(options), change);
  say(...written.map((record) => `${record.name}: ${text(record)}`));
  if (lost.length > 0) throw new PartialFailureError("onboarding", lost, written.length);
}
