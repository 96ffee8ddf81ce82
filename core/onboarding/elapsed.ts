const DAY = 24 * 60 * 60_000;

/**
 * Whether so much time has gone by since a moment. One that is more than a day ahead was written down by a clock that was
 * wrong, and holds nothing up.
 *
 * @param from in ISO 8601
 */
export function hasPassed(from: string, milliseconds: number, now: Date): boolean {
  const passed = now.getTime() - Date.parse(from);
  return passed >= milliseconds || passed < -DAY;
}
