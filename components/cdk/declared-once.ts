import { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { isToken } from "../../core/checks";
import type { PropCheck } from "./prop-check";

/** What no two constructs of a stack may declare. */
export interface DeclaredObject {
  readonly type: string;
  /** What no two objects may have in common, by the name of the prop; tokens count as different. */
  readonly naturalKey: Readonly<Record<string, unknown>>;
  readonly check: PropCheck;
}

/** By stack: an object, and the construct that declares it first. */
const DECLARED = new WeakMap<Stack, Map<string, Construct>>();

/**
 * Reports an object that another construct of the stack declares, also by another connection to the same system: in a
 * deployment the second one would take the object over from the first, as from a construct that was renamed.
 *
 * @param system where the object is; equal tokens count as one system
 */
export function refuseTwin(
  scope: Construct,
  system: object,
  { type, naturalKey, check }: DeclaredObject,
): void {
  const values = Object.values(naturalKey);
  if (values.some((value) => isToken(value) || value === undefined)) return;
  const stack = Stack.of(scope);
  const declared = DECLARED.get(stack) ?? new Map<string, Construct>();
  DECLARED.set(stack, declared);
  const key = JSON.stringify([type, stack.resolve(system), naturalKey]);
  const twin = declared.get(key);
  if (twin === undefined) declared.set(key, scope);
  else {
    const [prop = ""] = Object.keys(naturalKey).slice(-1);
    check.report(prop, `${twin.node.path} declares ${values.join("=")} already; declare it once`);
  }
}
