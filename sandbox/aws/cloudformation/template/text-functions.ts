import { cidrBlocks } from "./cidr";
import { isUnknown, NO_VALUE, type Scope, UNKNOWN } from "./scope";
import { attributeOf, isRecord } from "./template";
import { invalid } from "./template-error";

type Evaluate = (value: unknown) => unknown;

export function joined(argument: unknown, evaluate: Evaluate): string {
  const [separator, list, ...others] = Array.isArray(argument) ? argument : [];
  const items = evaluate(list);
  if (typeof separator !== "string" || others.length > 0 || !Array.isArray(items)) {
    throw invalid(
      "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
    );
  }
  if (items.some((item) => typeof item === "object")) {
    throw invalid("Template error: the items of Fn::Join must be strings");
  }
  return items.join(separator);
}

export function sub(argument: unknown, evaluate: Evaluate, scope: Scope): string {
  const [text, variables, ...others] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== "string" || others.length > 0 || (variables !== undefined && !isRecord(variables))) {
    throw invalid(
      "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
  }
  return text.replace(/\$\{(!?)([^{}]*)\}/g, (_whole, isLiteral: string, inner: string) => {
    if (isLiteral) return `\${${inner}}`;
    const name = inner.trim();
    const value = substitute(name, variables, evaluate, scope);
    if (value === NO_VALUE || typeof value === "object") {
      throw invalid(`Template error: variable ${name} in Fn::Sub expression does not resolve to a string`);
    }
    return String(value);
  });
}

function substitute(
  name: string,
  variables: Record<string, unknown> | undefined,
  evaluate: Evaluate,
  scope: Scope,
): unknown {
  if (variables !== undefined && Object.hasOwn(variables, name)) return evaluate(variables[name]);
  const target = attributeOf(name);
  return target === undefined
    ? (scope.parameter(name) ?? scope.ref(name))
    : scope.attribute(target.logicalId, String(target.attribute));
}

export function select(argument: unknown, evaluate: Evaluate): unknown {
  const [index, list, ...others] = Array.isArray(argument) ? argument : [];
  const items = evaluate(list);
  if (isUnknown(items) && !Array.isArray(items)) return UNKNOWN;
  const position = Number(evaluate(index));
  if (others.length > 0 || !Array.isArray(items) || !Number.isInteger(position)) {
    throw invalid("Template error: every Fn::Select object requires two parameters, a list and an index");
  }
  if (position < 0 || position >= items.length) {
    throw invalid(`Template error: Fn::Select cannot select nonexistent value at index ${position}`);
  }
  return items[position];
}

export function split(argument: unknown, evaluate: Evaluate): unknown {
  const [separator, source, ...others] = Array.isArray(argument) ? argument : [];
  const text = evaluate(source);
  if (typeof separator !== "string" || separator === "" || typeof text !== "string" || others.length > 0) {
    throw invalid(
      "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.",
    );
  }
  return isUnknown(text) ? UNKNOWN : text.split(separator);
}

export function base64(text: unknown): string {
  if (typeof text !== "string") {
    throw invalid("Template error: every Fn::Base64 object must have a String-typed value.");
  }
  return isUnknown(text) ? UNKNOWN : Buffer.from(text).toString("base64");
}

export function cidr(argument: unknown, evaluate: Evaluate): unknown {
  const [block, count, bits] = (Array.isArray(argument) ? argument : []).map(evaluate);
  if (isUnknown(block)) return UNKNOWN;
  if (typeof block !== "string" || count === undefined) {
    throw invalid("Template error: Fn::Cidr requires an IP block and a count");
  }
  return cidrBlocks(block, Number(count), Number(bits ?? 8));
}
