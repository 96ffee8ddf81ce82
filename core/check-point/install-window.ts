/** When a policy may be installed. Times in UTC. */
export interface Window {
  /** `mon` … `sun`. @default every day */
  readonly days?: readonly string[];
  /** `HH:MM`. */
  readonly from: string;
  /** `HH:MM`; before `from` it is that of the next day. The same as `from` is a whole day. */
  readonly to: string;
}

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const DAY = 24 * 60;

/** Whether a time is within a window. A window over midnight belongs to the day on which it begins. */
export function isWithin({ days = DAYS, from, to }: Window, now: Date): boolean {
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  const [start, end] = [minutes(from), minutes(to)];
  const length = end > start ? end - start : end + DAY - start;
  const isOpen = (day: number) => days.includes(DAYS[(day + 7) % 7]!);
  const today = now.getUTCDay();
  const isSinceToday = minute >= start && minute < start + length;
  const isSinceYesterday = minute + DAY < start + length;
  return (isSinceToday && isOpen(today)) || (isSinceYesterday && isOpen(today - 1));
}

/** A window in words: `22:00 to 02:00 UTC on fri, sat`. */
export function windowText({ days, from, to }: Window): string {
  return `${from} to ${to} UTC${days === undefined ? "" : ` on ${days.join(", ")}`}`;
}

/** Why nothing may be installed now; undefined when it may. */
export function whyClosed(
  {
    install,
    installWindow,
  }: { readonly install?: string | undefined; readonly installWindow?: Window | undefined },
  now: Date,
): string | undefined {
  if (install !== "window" || installWindow === undefined || isWithin(installWindow, now)) return undefined;
  return `policy is installed from ${windowText(installWindow)}`;
}

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  return hours * 60 + rest;
}
