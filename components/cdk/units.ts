import { Duration, Size, Token, Tokenization } from "aws-cdk-lib";
import type { Checks, Rule, SureRule } from "../../core/checks";

const TO = {
  seconds: (duration: Duration) => duration.toSeconds({ integral: false }),
  minutes: (duration: Duration) => duration.toMinutes({ integral: false }),
  days: (duration: Duration) => duration.toDays({ integral: false }),
};

/** The rule of a number for a `Duration`, which it reads in one unit. A token has to be of that unit. */
export function durationIn(unit: keyof typeof TO, rule: SureRule<number>): SureRule<number> {
  return withDefault(rule, (value, checks) =>
    value instanceof Duration
      ? amount(() => TO[unit](value), unit, `Duration.${unit}()`, rule, checks)
      : checks.must("be a Duration", value),
  );
}

/** The rule of a number for a `Size`, which it reads in MiB. A token has to be of that unit. */
export function sizeInMebibytes(rule: SureRule<number>): SureRule<number> {
  return withDefault(rule, (value, checks) =>
    value instanceof Size
      ? amount(() => value.toMebibytes(), "MiB", "Size.mebibytes()", rule, checks)
      : checks.must("be a Size", value),
  );
}

/** Text of a number that may be a token. */
export function textOf(value: number): string {
  return Token.isUnresolved(value) ? Tokenization.stringifyNumber(value) : String(value);
}

function amount(
  read: () => number,
  unit: string,
  maker: string,
  rule: Rule<number>,
  checks: Checks,
): number | undefined {
  let value: number;
  try {
    value = read();
  } catch {
    // CDK converts neither a token nor a fraction.
    return checks.fail(`must be made by ${maker}, because it cannot be converted into ${unit}`);
  }
  return checks.advising(`the unit is ${unit}`).read(value, rule);
}

function withDefault(rule: SureRule<number>, read: Rule<number>): SureRule<number> {
  return Object.assign(read, { absent: rule.absent });
}
