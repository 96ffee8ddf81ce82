import type { FailedItem } from "../errors";

/** What became of one declaration in one place. */
export interface ItemReport {
  /** Declaration and place in words. */
  readonly item: string;
  /** `stale`: another declaration is in force, or none. `failed`: refused, or some of it is not as planned. */
  readonly outcome: "in-sync" | "written" | "stale" | "failed";
  readonly added: number;
  readonly removed: number;
  /** Why the item is stale or failed. */
  readonly reason?: string;
  readonly cause?: unknown;
}

/** Changes that were carried out. */
export interface Written {
  readonly added: number;
  readonly removed: number;
  /** Entries that stayed and were written again. */
  readonly renewed?: number;
}

/**
 * Carries out one item of a run and reports the result. Never throws, so that one item stops no other.
 *
 * @param isStale whether the declaration was found not to be in force, by the claims
 */
export async function reportOf(
  item: string,
  isStale: boolean,
  work: () => Promise<Written>,
): Promise<ItemReport> {
  try {
    const { added, removed, renewed = 0 } = await work();
    return { item, outcome: added + removed + renewed === 0 ? "in-sync" : "written", added, removed };
  } catch (error) {
    const reason = (error as Error).message;
    return { item, outcome: isStale ? "stale" : "failed", added: 0, removed: 0, reason, cause: error };
  }
}

/** The items of a run that failed or are stale. */
export function failedItems(reports: readonly ItemReport[]): FailedItem[] {
  return reports.flatMap(({ item, reason, cause }) =>
    reason === undefined ? [] : [{ item, reason, cause }],
  );
}
