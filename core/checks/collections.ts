import type { Checks, Rule, SureRule } from "./checks";
import { isRecord, type JsonRecord } from "./json";
import { required } from "./rules";

/** Type of an object after its rules were applied. */
export type Checked<Rules> = {
  [Name in keyof Rules as Rules[Name] extends SureRule<unknown> ? Name : never]: Result<Rules[Name]>;
} & {
  [Name in keyof Rules as Rules[Name] extends SureRule<unknown> ? never : Name]?: Result<Rules[Name]>;
};

type Result<R> = R extends Rule<infer T> ? T : never;

type Rules = Readonly<Record<string, Rule<unknown>>>;

/** A rule for an object with known properties; any other property is a problem. @param what its name in messages */
export function object<R extends Rules>(rules: R, what = "an object"): Rule<Checked<R>> {
  return (value, checks) => {
    if (!isRecord(value)) return checks.must(`be ${what}`, value);
    return properties(value, rules, checks) as Checked<R>;
  };
}

/** Applies the rule of {@link object} to a value. Properties without a value are left out of the result. */
export function properties<R extends Rules>(
  value: JsonRecord,
  rules: R,
  checks: Checks,
): Partial<Checked<R>> {
  const checked: JsonRecord = {};
  const read = (name: string, item: unknown, rule: Rule<unknown>) => {
    const result = checks.at(name).read(item, rule);
    if (result !== undefined) checked[name] = result;
  };
  for (const [name, item] of Object.entries(value)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule) read(name, item, rule);
    else checks.at(name).fail(`unknown property; known are ${Object.keys(rules).join(", ")}`);
  }
  for (const [name, rule] of Object.entries(rules))
    if (rule.absent && !Object.hasOwn(value, name)) read(name, undefined, rule);
  return checked as Partial<Checked<R>>;
}

/** A rule for an object that must have some properties; it is returned as it is, with all its others. */
export function having<T extends object>(rules: Rules, what = "an object"): Rule<T> {
  return (value, checks) => {
    if (!isRecord(value)) return checks.must(`be ${what}`, value);
    for (const [name, rule] of Object.entries(rules))
      checks.at(name).read(Object.hasOwn(value, name) ? value[name] : undefined, rule);
    return value as T;
  };
}

/**
 * An object whose keys the user chooses.
 *
 * @param what its name in messages
 * @param keyProblem what is wrong with a key, `undefined` when nothing is
 */
export function record<T>(
  rule: Rule<T>,
  what = "an object",
  keyProblem: (key: string) => string | undefined = () => undefined,
): Rule<Record<string, T>> {
  return (value, checks) => {
    if (!isRecord(value)) return checks.must(`be ${what}`, value);
    const checked: Record<string, T> = {};
    for (const [key, item] of Object.entries(value)) {
      const at = checks.at(key);
      // JavaScript would set the prototype, and the entry would be lost.
      const problem = key === "__proto__" ? "'__proto__' cannot be a key" : keyProblem(key);
      if (problem !== undefined) at.fail(problem);
      const result = at.read(item, rule);
      if (result !== undefined && problem === undefined) checked[key] = result;
    }
    return checked;
  };
}

/** A list of `least` to `most` items. */
export function list<T>(rule: Rule<T>, { least = 0, most = Number.POSITIVE_INFINITY } = {}): Rule<T[]> {
  const length = most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
  const what = least === 0 && most === Number.POSITIVE_INFINITY ? "a list" : `a list of ${length}`;
  return (value, checks) => {
    if (!Array.isArray(value) || value.length < least || value.length > most)
      return checks.must(`be ${what}`, value);
    return value.flatMap((item: unknown, index) => {
      const result = checks.at(index).read(item, rule.absent ? rule : required(rule));
      return result === undefined ? [] : [result];
    });
  };
}

/** Plain texts as a set: sorted, each once. */
export function textSet(): Rule<string[]> {
  return (value, checks) => {
    if (!Array.isArray(value)) return checks.must("be a list of texts", value);
    const texts = value.filter((item: unknown, index) => {
      const fits = checks.isLater(item) || (typeof item === "string" && item !== "");
      if (!fits) checks.at(index).must("be text", item);
      return fits;
    });
    return texts.some((item) => checks.isLater(item)) ? texts : [...new Set(texts)].sort();
  };
}
