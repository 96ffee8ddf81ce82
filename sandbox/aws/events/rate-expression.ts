import { CloudError } from "../../cloud/cloud-error";

const UNIT_IN_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Milliseconds between two runs of `rate(5 minutes)`.
 *
 * @throws CloudError `ValidationException` for what EventBridge refuses, such as `rate(1 minutes)`, and for `cron`,
 *   which the sandbox does not simulate
 * @see Amazon EventBridge user guide, "Rate expressions"
 */
export function rateInMilliseconds(expression: string): number {
  if (/^cron\(.*\)$/.test(expression)) {
    throw new CloudError("ValidationException", "The sandbox has rules with rate expressions only.");
  }
  const [, value = "", unit = ""] = /^rate\(([1-9]\d{0,8}) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const isPlural = expression.endsWith("s)");
  if (value === "" || isPlural === (value === "1")) {
    throw new CloudError("ValidationException", "Parameter ScheduleExpression is not valid.");
  }
  return Number(value) * UNIT_IN_MS[unit]!;
}
