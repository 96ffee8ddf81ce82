/** Ranges of the six fields: second, minute, hour, day of the month, month, day of the week (0 is Sunday). */
const RANGES = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

const DAY = 86_400_000;

/**
 * The next time of a six-field expression of Azure Functions (`0 * * * * *` is every minute), in UTC.
 *
 * @param after milliseconds since 1970, not counted itself
 * @throws Error for an expression that is none, or has no time within four years
 * @see Timer trigger for Azure Functions, "NCRONTAB expressions" (Microsoft Learn)
 */
export function nextTime(expression: string, after: number): number {
  const [second, minute, hour, day, month, weekday] = parse(expression);
  let time = Math.floor(after / 1000) * 1000 + 1000;
  for (const end = after + 4 * 366 * DAY; time < end; ) {
    const date = new Date(time);
    if (
      !month!.has(date.getUTCMonth() + 1) ||
      !day!.has(date.getUTCDate()) ||
      !weekday!.has(date.getUTCDay())
    )
      time = Math.floor(time / DAY) * DAY + DAY;
    else if (!hour!.has(date.getUTCHours())) time = Math.floor(time / 3_600_000) * 3_600_000 + 3_600_000;
    else if (!minute!.has(date.getUTCMinutes())) time = Math.floor(time / 60_000) * 60_000 + 60_000;
    else if (!second!.has(date.getUTCSeconds())) time += 1000;
    else return time;
  }
  throw new Error(`The schedule '${expression}' has no time.`);
}

function parse(expression: string): Set<number>[] {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 6) throw wrong(expression);
  return fields.map((field, index) => {
    const [least, most] = RANGES[index]!;
    return new Set(field.split(",").flatMap((part) => valuesOf(part, least, most, expression)));
  });
}

function valuesOf(part: string, least: number, most: number, expression: string): number[] {
  const match = /^(\*|\d+(?:-\d+)?)(?:\/(\d+))?$/.exec(part);
  if (match === null) throw wrong(expression);
  const step = Number(match[2] ?? 1);
  const [from, to = match[2] === undefined ? from : most] =
    match[1] === "*" ? [least, most] : match[1]!.split("-").map(Number);
  if (step < 1 || from! < least || to! > most || from! > to!) throw wrong(expression);
  return Array.from({ length: Math.floor((to! - from!) / step) + 1 }, (_each, index) => from! + index * step);
}

function wrong(expression: string): Error {
  return new Error(`The schedule expression '${expression}' is invalid.`);
}
