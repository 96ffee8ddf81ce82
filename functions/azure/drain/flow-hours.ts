/** An hour of flow logs in UTC, counted from 1970. */
export type Hour = number;

/** What is known of the hours of an account. */
export interface HourState {
  /** The hour that the first deployment began with. */
  readonly first: Hour;
  /** This hour and all before it need no look any more; `first - 1` at the beginning. */
  readonly finished: Hour;
}

/**
 * Whole hours after its end during which an hour is looked at, although nothing is left to read: Azure does not say how
 * late Network Watcher may write the last block of an hour.
 */
const LATE_HOURS = 2;

const HOUR_IN_MILLISECONDS = 3_600_000;

export function hourOf(time: Date): Hour {
  return Math.floor(time.getTime() / HOUR_IN_MILLISECONDS);
}

export function beginningOf(hour: Hour): Date {
  return new Date(hour * HOUR_IN_MILLISECONDS);
}

/** An hour as text that sorts by time and may be the key of a table: `2026-11-23T07`. */
export function hourText(hour: Hour): string {
  return beginningOf(hour).toISOString().slice(0, 13);
}

/** The folders of an hour in the name of a flow-log blob: `y=2026/m=11/d=23/h=07/`. */
export function hourFolders(hour: Hour): string {
  const [, year, month, day, of] = /^(\d+)-(\d+)-(\d+)T(\d+)$/.exec(hourText(hour))!;
  return `y=${year}/m=${month}/d=${day}/h=${of}/`;
}

/** Before the first drain: the hour of `startFrom`, or the current one. */
export function firstHours(now: Date, startFrom: Date | undefined): HourState {
  const first = hourOf(startFrom ?? now);
  return { first, finished: first - 1 };
}

/**
 * The hours to look at, oldest first: all that are not finished, and at least the current one and the one before it,
 * except for those before the first one.
 *
 * @param settled hours after an unfinished one in which nothing is left
 */
export function hoursToRead(
  { first, finished }: HourState,
  now: Date,
  settled: ReadonlySet<Hour> = new Set(),
): Hour[] {
  const current = hourOf(now);
  const from = Math.max(first, Math.min(finished + 1, current - 1));
  const hours = Array.from({ length: Math.max(0, current - from + 1) }, (_, index) => from + index);
  return hours.filter((hour) => !settled.has(hour));
}

/**
 * The state after a look at the hours of {@link hoursToRead}.
 *
 * @param unread hours with a blob that is not read to its end, or that could not be looked at
 */
export function hoursFinished(state: HourState, now: Date, unread: ReadonlySet<Hour>): HourState {
  const last = lastSettling(now);
  let { finished } = state;
  while (finished < last && !unread.has(finished + 1)) finished++;
  return { ...state, finished };
}

/** The hours after the last finished one that need no look any more, because only an hour before them is unfinished. */
export function hoursSettled({ finished }: HourState, now: Date, unread: ReadonlySet<Hour>): Set<Hour> {
  const hours = Array.from(
    { length: Math.max(0, lastSettling(now) - finished) },
    (_, index) => finished + 1 + index,
  );
  return new Set(hours.filter((hour) => !unread.has(hour)));
}

/** The last hour in which nothing more can come. */
function lastSettling(now: Date): Hour {
  return hourOf(now) - LATE_HOURS - 1;
}
