import { NO_VALUE, type Scope } from "./scope";
import { attributeOf, callOf, isRecord } from "./template";
import { invalid } from "./template-error";
import { base64, cidr, joined, select, split, sub } from "./text-functions";

type Evaluate = (value: unknown) => unknown;
type Implementation = (argument: unknown, evaluate: Evaluate, scope: Scope) => unknown;

const IMPLEMENTATIONS: Readonly<Record<string, Implementation>> = {
  Ref: (name, _evaluate, scope) => ref(String(name), scope),
  "Fn::GetAtt": getAtt,
  "Fn::If": choose,
  "Fn::Join": (argument, evaluate) => joined(argument, evaluate),
  "Fn::Sub": sub,
  "Fn::Select": (argument, evaluate) => select(argument, evaluate),
  "Fn::Split": (argument, evaluate) => split(argument, evaluate),
  "Fn::Base64": (argument, evaluate) => base64(evaluate(argument)),
  "Fn::Cidr": (argument, evaluate) => cidr(argument, evaluate),
  "Fn::FindInMap": findInMap,
  "Fn::ImportValue": (argument, evaluate, scope) => scope.exported(String(evaluate(argument))),
  "Fn::GetAZs": (argument, evaluate, scope) =>
    scope.zones(String(evaluate(argument) || scope.parameter("AWS::Region"))),
};

/**
 * A value of a template with its functions replaced by what they give, and without what is `AWS::NoValue`.
 *
 * @throws CloudError `ValidationError` in CloudFormation's words
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  const again: Evaluate = (each) => evaluate(each, scope);
  if (Array.isArray(value)) return value.map(again).filter((each) => each !== NO_VALUE);
  if (!isRecord(value)) return value;
  const call = callOf(value);
  if (call !== undefined) {
    const run = Object.hasOwn(IMPLEMENTATIONS, call.name) ? IMPLEMENTATIONS[call.name] : undefined;
    if (run === undefined) throw invalid(`Template error: ${call.name} cannot be used here`);
    const argumentOf: Evaluate = (each) => {
      const result = again(each);
      return result === NO_VALUE ? undefined : result;
    };
    return run(call.argument, call.name === "Fn::If" ? again : argumentOf, scope);
  }
  const entries = Object.entries(value).map(([key, each]) => [key, again(each)] as const);
  return Object.fromEntries(entries.filter(([, each]) => each !== NO_VALUE));
}

/** The evaluated properties of a resource. */
export function evaluateProperties(
  properties: Readonly<Record<string, unknown>> | undefined,
  scope: Scope,
): Record<string, unknown> {
  return (evaluate(properties ?? {}, scope) ?? {}) as Record<string, unknown>;
}

function ref(name: string, scope: Scope): unknown {
  if (name === "AWS::NoValue") return NO_VALUE;
  return scope.parameter(name) ?? scope.ref(name);
}

function getAtt(argument: unknown, evaluateEach: Evaluate, scope: Scope): unknown {
  const target = attributeOf(argument);
  if (target === undefined) {
    throw invalid(
      "Template error: every Fn::GetAtt object requires a resource name and a resource attribute",
    );
  }
  return scope.attribute(target.logicalId, String(evaluateEach(target.attribute)));
}

function choose(argument: unknown, evaluateEach: Evaluate, scope: Scope): unknown {
  if (!Array.isArray(argument) || argument.length !== 3) {
    throw invalid("Template error: Fn::If requires a list argument with three elements");
  }
  const [condition, whenTrue, whenFalse] = argument as [string, unknown, unknown];
  return evaluateEach(scope.condition(condition) ? whenTrue : whenFalse);
}

function findInMap(argument: unknown, evaluateEach: Evaluate, scope: Scope): unknown {
  if (!Array.isArray(argument) || argument.length < 3 || argument.length > 4) {
    throw invalid(
      "Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value",
    );
  }
  const [map, row, column] = argument.slice(0, 3).map((each) => String(evaluateEach(each))) as [
    string,
    string,
    string,
  ];
  const found = scope.mapping(map, row, column);
  if (found !== undefined) return found;
  const options: unknown = argument[3];
  if (isRecord(options) && options["DefaultValue"] !== undefined)
    return evaluateEach(options["DefaultValue"]);
  throw invalid(`Template error: Unable to get mapping for ${map}::${row}::${column}`);
}
