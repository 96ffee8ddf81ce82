/** Why a record became no flow. Each reader brings reasons of its own; where two have the same name, it counts both. */
export interface SkipReason {
  /** As stats, logs and the command print it: lower-case words with dashes between. */
  readonly name: string;
  /** The record does not fit the format, and stats keep a sample. Otherwise it is as its cloud writes it, and carries no flow to report. */
  readonly isUnreadable: boolean;
  /** Place among the reasons of its reader: stats list them in this order. */
  readonly place: number;
}

/**
 * The reasons of one reader.
 *
 * @param kinds name → whether such a record is as its cloud writes it, or cannot be read
 */
export function skipReasons<Name extends string>(
  kinds: Readonly<Record<Name, "expected" | "unreadable">>,
): Readonly<Record<Name, SkipReason>> {
  const reasons: Partial<Record<Name, SkipReason>> = {};
  for (const [place, name] of (Object.keys(kinds) as Name[]).entries())
    reasons[name] = { name, isUnreadable: kinds[name] === "unreadable", place };
  return reasons as Record<Name, SkipReason>;
}

/** Order in stats: what is as its cloud writes it, then what cannot be read, each as its reader lists them. */
export function bySkipReason(one: SkipReason, other: SkipReason): number {
  if (one.isUnreadable !== other.isUnreadable) return one.isUnreadable ? 1 : -1;
  return one.place - other.place;
}
