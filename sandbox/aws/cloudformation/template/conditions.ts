import { evaluate } from "./evaluate";
import type { Scope } from "./scope";
import { isRecord, type Template } from "./template";
import { invalid } from "./template-error";

type Test = (arguments_: readonly unknown[], scope: Scope) => boolean;

const TESTS: Readonly<Record<string, Test>> = {
  "Fn::And": (all, scope) => {
    requireCount("Fn::And", all, 2, 10);
    return all.every((one) => holds(one, scope));
  },
  "Fn::Or": (all, scope) => {
    requireCount("Fn::Or", all, 2, 10);
    return all.some((one) => holds(one, scope));
  },
  "Fn::Not": (all, scope) => {
    requireCount("Fn::Not", all, 1, 1);
    return !holds(all[0], scope);
  },
  "Fn::Equals": (all, scope) => {
    requireCount("Fn::Equals", all, 2, 2);
    const [left, right] = all.map((one) => evaluate(one, scope));
    return textOf(left) === textOf(right);
  },
  // Functions of rules only.
  "Fn::Contains": ([list, text], scope) =>
    listOf(list, scope)
      .map(textOf)
      .includes(textOf(evaluate(text, scope))),
  "Fn::EachMemberEquals": ([list, text], scope) => {
    const wanted = textOf(evaluate(text, scope));
    return listOf(list, scope).every((one) => textOf(one) === wanted);
  },
  "Fn::EachMemberIn": ([list, others], scope) => {
    const allowed = listOf(others, scope).map(textOf);
    return listOf(list, scope).every((one) => allowed.includes(textOf(one)));
  },
};

/** Whether a test of the `Conditions` or of a rule holds. @throws CloudError `ValidationError` when it is none */
export function holds(test: unknown, scope: Scope): boolean {
  const [name, ...more] = isRecord(test) ? Object.keys(test) : [];
  if (name === "Condition" && more.length === 0)
    return scope.condition(String((test as { Condition: unknown }).Condition));
  const run = name !== undefined && Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
  const argument = isRecord(test) && name !== undefined ? test[name] : undefined;
  if (run === undefined || more.length > 0 || !Array.isArray(argument)) {
    throw invalid(
      "Template format error: Every Condition member must be a boolean function: Fn::And, Fn::Equals, Fn::Not, Fn::Or or Condition",
    );
  }
  return run(argument, scope);
}

/** Looks conditions up by name, each computed once. @throws CloudError when a condition refers to itself */
export function conditionReader(
  conditions: Template["Conditions"],
  scopeOf: (condition: (name: string) => boolean) => Scope,
): (name: string) => boolean {
  const known = new Map<string, boolean | "computing">();
  const read = (name: string): boolean => {
    const before = known.get(name);
    if (before === "computing")
      throw invalid(`Template format error: Circular dependencies for condition ${name}`);
    if (before !== undefined) return before;
    known.set(name, "computing");
    const result = holds(conditions[name], scope);
    known.set(name, result);
    return result;
  };
  const scope = scopeOf(read);
  return read;
}

function requireCount(name: string, all: readonly unknown[], least: number, most: number): void {
  if (all.length >= least && all.length <= most) return;
  const count =
    least === most ? `${least} element${least === 1 ? "" : "s"}` : `a list of ${least} to ${most} elements`;
  throw invalid(`Template error: every ${name} object requires ${count}`);
}

function listOf(value: unknown, scope: Scope): unknown[] {
  const list = evaluate(value, scope);
  if (Array.isArray(list)) return list;
  throw invalid("Template error: the functions of rules need lists of strings");
}

/** `1` and `"1"` are equal in conditions. */
function textOf(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
