import { isDeepStrictEqual } from "node:util";
import { CloudError } from "../../cloud/cloud-error";
import { isObject } from "../../cloud/resources/shape";

/** What differs between two waiters of `cr.Provider`. */
export interface WaiterDefinition {
  /** ARNs of functions. */
  readonly isComplete: string;
  readonly onTimeout: string;
  /** Before the first retry; each later one waits `backoffRate` times as long. */
  readonly intervalInSeconds: number;
  /** Retries after the first attempt. */
  readonly maxAttempts: number;
  readonly backoffRate: number;
}

const IS_COMPLETE = "framework-isComplete-task";
const ON_TIMEOUT = "framework-onTimeout-task";

/**
 * Reads the definition of a state machine that waits for a custom resource, as `aws-cdk-lib` writes it.
 *
 * @throws CloudError `InvalidDefinition` for every other definition, with the first place where it differs
 */
export function readWaiterDefinition(text: string): WaiterDefinition {
  const definition = parse(text);
  const state = (name: string) => member(member(definition, "States"), name);
  const [retry] = asList(member(state(IS_COMPLETE), "Retry"));
  const found: WaiterDefinition = {
    isComplete: functionArn(member(state(IS_COMPLETE), "Resource")),
    onTimeout: functionArn(member(state(ON_TIMEOUT), "Resource")),
    intervalInSeconds: number(member(retry, "IntervalSeconds"), 1),
    maxAttempts: number(member(retry, "MaxAttempts"), 0),
    backoffRate: number(member(retry, "BackoffRate"), 1),
  };
  const difference = firstDifference(definition, definitionOf(found), "$");
  if (difference !== undefined) {
    throw new CloudError(
      "InvalidDefinition",
      `The sandbox runs the waiter state machine of cr.Provider and no other; this definition differs at ${difference}.`,
    );
  }
  return found;
}

function definitionOf(waiter: WaiterDefinition): Record<string, unknown> {
  return {
    StartAt: IS_COMPLETE,
    States: {
      [IS_COMPLETE]: {
        End: true,
        Retry: [
          {
            ErrorEquals: ["States.ALL"],
            IntervalSeconds: waiter.intervalInSeconds,
            MaxAttempts: waiter.maxAttempts,
            BackoffRate: waiter.backoffRate,
          },
        ],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: ON_TIMEOUT }],
        Type: "Task",
        Resource: waiter.isComplete,
      },
      [ON_TIMEOUT]: { End: true, Type: "Task", Resource: waiter.onTimeout },
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CloudError(
      "InvalidDefinition",
      `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ${(error as Error).message}'`,
    );
  }
}

/** JSON path of the first member that is missing, unexpected or has another value. */
function firstDifference(found: unknown, expected: unknown, path: string): string | undefined {
  if (isDeepStrictEqual(found, expected)) return undefined;
  const [a, b] = [entries(found), entries(expected)];
  if (a === undefined || b === undefined) return path;
  for (const name of new Set([...Object.keys(b), ...Object.keys(a)])) {
    const difference = firstDifference(a[name], b[name], `${path}.${name}`);
    if (difference !== undefined) return difference;
  }
  return path;
}

function entries(value: unknown): Record<string, unknown> | undefined {
  return Array.isArray(value) ? { ...value } : isObject(value) ? value : undefined;
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What is no such value becomes one that differs from what stands there. */
function number(value: unknown, least: number): number {
  return typeof value === "number" && value >= least ? value : Number.NaN;
}

function functionArn(value: unknown): string {
  return typeof value === "string" && /^arn:aws[a-z-]*:lambda:[^:]+:\d{12}:function:/.test(value)
    ? value
    : "the ARN of a function";
}
