import type { FailedItem } from "../../../core/errors";
import type { VmRecord } from "../../../core/onboarding";
import type { RecordStore, StoredRecords } from "../ports";

/** What became of records that a person wanted to change. */
export interface ChangedRecords {
  readonly written: readonly VmRecord[];
  /** Those that a run changed meanwhile, which are left as they are. */
  readonly lost: readonly FailedItem[];
}

/**
 * Changes records for a person, beside runs that work on them too.
 *
 * @param change gives the records that are to be written, of those that were read
 */
export async function changeRecords(
  store: RecordStore,
  change: (stored: StoredRecords) => readonly VmRecord[],
): Promise<ChangedRecords> {
  const changed = change(await store.read());
  if (changed.length === 0) return { written: [], lost: [] };
  const lost = await store.write(changed);
  return {
    written: changed.filter(({ vmId }) => !lost.has(vmId)),
    lost: changed
      .filter(({ vmId }) => lost.has(vmId))
      .map(({ name }) => ({
        item: name,
        reason: "a run changed its record at the same time, and nothing was written for it; look at it again",
      })),
  };
}
