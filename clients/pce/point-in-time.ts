import { ConfigurationError } from "../../core/errors";

/**
 * The ISO 8601 text of a time.
 *
 * @throws ConfigurationError for a date without a time, which the PCE refuses with status 406
 */
export function pointInTime(setting: string, value: Date | string): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) &&
    !Number.isNaN(Date.parse(value))
  ) {
    return value;
  }
  throw new ConfigurationError(
    setting,
    `must be a full time such as 2026-01-02T03:04:05Z, got '${String(value).slice(0, 100)}'`,
  );
}
