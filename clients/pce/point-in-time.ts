import type { Rule } from "../../core/checks";

/** A time, as ISO 8601 text; a date without a time is a problem, because the PCE refuses it with status 406. */
export function pointInTime(): Rule<string> {
  return (value, checks) => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    if (
      typeof value === "string" &&
      /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) &&
      !Number.isNaN(Date.parse(value))
    ) {
      return value;
    }
    const seen = value instanceof Date ? String(value) : value;
    return checks.must("be a full time such as 2026-01-02T03:04:05Z", seen);
  };
}
