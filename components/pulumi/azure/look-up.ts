import * as pulumi from "@pulumi/pulumi";
import { type ArmId, knownArmId } from "../../shared/azure/arm-id";

/**
 * Looks a resource up that exists.
 *
 * @param what the argument that names it
 * @param find asks Azure; fails where it does not exist
 */
export function lookUp<T>(
  what: string,
  id: pulumi.Input<string>,
  find: (id: ArmId) => Promise<T>,
  advice = "",
): pulumi.Output<T> {
  return pulumi.output(id).apply(async (text) => {
    try {
      return await find(knownArmId(text));
    } catch (error) {
      throw new pulumi.RunError(`${what}: ${text} cannot be looked up: ${(error as Error).message}${advice}`);
    }
  }) as pulumi.Output<T>;
}

/** A resource can be looked up in the provider's subscription only. */
export function otherSubscription(
  advice: string,
): (id: string, subscriptionId: string) => string | undefined {
  return (id, subscriptionId) => {
    const given = knownArmId(id).subscriptionId;
    return given.toLowerCase() === subscriptionId.toLowerCase()
      ? undefined
      : `is in subscription ${given}, and the provider works in ${subscriptionId}: ${advice}`;
  };
}
