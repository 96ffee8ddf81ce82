import type * as pulumi from "@pulumi/pulumi";
import { type Rule, required } from "../../../../core/checks";
import type { ArgCheck } from "../../arg-check";
import { otherSubscription } from "../look-up";

/** An argument without a default: whether it was given is known when the program runs, its value may be known later. */
export function given<T>(
  check: ArgCheck,
  path: string,
  value: unknown,
  rule: Rule<T>,
): pulumi.Output<T> | undefined {
  return value === undefined ? undefined : check.read(path, value as pulumi.Input<unknown>, required(rule));
}

/** The id of a resource that a component looks up, which it can in the provider's subscription only. */
export function lookedUp(
  check: ArgCheck,
  path: string,
  id: { readonly given: unknown; readonly read: pulumi.Output<string> },
  subscriptionId: pulumi.Output<string>,
  advice: string,
): pulumi.Output<string> {
  return check.agree(
    path,
    [id.given as pulumi.Input<string>, id.read],
    [subscriptionId, subscriptionId],
    otherSubscription(advice),
  );
}
