import type { Checks, Rule, SureRule } from "./checks";

/** Text of at most `longest` characters; empty only where `empty` says so. */
export function text(options: { longest?: number; empty?: boolean } = {}): Rule<string> {
  const longest = options.longest ?? 255;
  return (value, checks) => {
    if (typeof value !== "string") return checks.must("be text", value);
    if (value === "" && !options.empty) return checks.fail("must not be empty; leave it out instead");
    if (value.length > longest)
      return checks.fail(`has ${value.length} characters, at most ${longest} are allowed`);
    return value;
  };
}

/** Text that matches a pattern. @param example a text that fits */
export function looksLike(pattern: RegExp, example: string): Rule<string> {
  return (value, checks) =>
    typeof value === "string" && pattern.test(value) ? value : checks.must(`look like ${example}`, value);
}

/** One of a few texts. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Rule<Word> {
  const last = words.length - 1;
  const list = last < 1 ? words.join() : `${words.slice(0, last).join(", ")} or ${words[last]}`;
  return (value, checks) => words.find((word) => word === value) ?? checks.must(`be ${list}`, value);
}

/** A truth value. */
export function flag(): Rule<boolean> {
  return (value, checks) => (typeof value === "boolean" ? value : checks.must("be true or false", value));
}

/** A whole number from `least`, which is 0 or more; without `most`, up to the largest that is exact. */
export function wholeNumber(least: number, most?: number): Rule<number> {
  const range = most === undefined ? `from ${least}` : `from ${least} to ${most}`;
  return (value, checks) =>
    isWithin(value, least, most ?? Number.MAX_SAFE_INTEGER) && Number.isInteger(value)
      ? value
      : checks.must(`be a whole number ${range}`, value);
}

/** A number, with or without decimals. */
export function number(least: number, most: number): Rule<number> {
  return (value, checks) =>
    isWithin(value, least, most) ? value : checks.must(`be a number from ${least} to ${most}`, value);
}

/** A share from 0 to 1: 0.5 is a half. */
export function share(): Rule<number> {
  return number(0, 1);
}

export function port(): Rule<number> {
  return wholeNumber(1, 65_535);
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && value >= least && value <= most;
}

/** A whole number that may also be written as text, as variables and options are: digits, without zeros before them. */
export function digits(rule: Rule<number>): Rule<number> {
  return (value, checks) =>
    rule(typeof value === "string" && /^(0|[1-9]\d{0,15})$/.test(value) ? Number(value) : value, checks);
}

/**
 * A list written as one text, with commas between the items.
 *
 * @param empty whether empty ones are left out, as after a last comma
 */
export function commaSeparated<T>(rule: Rule<T>, { empty = false } = {}): Rule<T[]> {
  return (value, checks) => {
    if (typeof value !== "string") return checks.must("be text", value);
    const parts = value.split(",").map((part) => part.trim());
    const told = checks.advising("write commas between");
    return parts.filter((part) => !empty || part !== "").flatMap((part) => told.read(part, rule) ?? []);
  };
}

/** A value that no message repeats: a text without spaces, line breaks and control characters. */
export function credential(): Rule<string> {
  return (value, checks) => {
    const secret = checks.secret();
    if (typeof value !== "string") return secret.must("be text", value);
    return /[\s\p{Cc}]/u.test(value)
      ? secret.fail("holds a space, a line break or a control character")
      : value;
  };
}

/** The rule with a further condition on its result. @param problem what is wrong, `undefined` when nothing is */
export function where<T>(rule: Rule<T>, problem: (value: T) => string | undefined): Rule<T> {
  return (value, checks) => {
    const read = rule(value, checks);
    const reason = read === undefined ? undefined : problem(read);
    return reason === undefined ? read : checks.fail(reason);
  };
}

/** The rule for a value that must be there. @param advice what to do without it */
export function required<T>(rule: Rule<T>, advice?: string): SureRule<T> {
  const missing = advice === undefined ? "is missing" : `is missing; ${advice}`;
  return withAbsent(rule, (checks) => checks.fail(missing));
}

/** The rule with a default for an absent value. */
export function byDefault<T>(rule: Rule<T>, value: T): SureRule<T> {
  return withAbsent(rule, () => value);
}

/** The rule for a value that must be there. @param meaning what the value is, said in every message */
export function meaning<T>(rule: Rule<T>, meaning: string): SureRule<T> {
  const told: Rule<T> = (value, checks) => rule(value, checks.advising(`it is ${meaning}`));
  return required(told, `set it to ${meaning}`);
}

function withAbsent<T>(rule: Rule<T>, absent: (checks: Checks) => T | undefined): SureRule<T> {
  return Object.assign((value: unknown, checks: Checks) => rule(value, checks), { absent });
}
