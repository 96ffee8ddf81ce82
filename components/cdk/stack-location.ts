import { type IResource, Stack, Token } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { shown } from "../../core/checks";
import type { AwsLocation } from "../shared/aws/location";

/** Where the stack of a construct lives. */
export function stackLocation(scope: Construct): AwsLocation {
  const { partition, region, account } = Stack.of(scope);
  return { partition, region, account };
}

/**
 * What is wrong with a resource of another region than the stack, when both are known, and with what is no resource.
 *
 * @param what the resource in a message
 * @param advice what to do
 */
export function regionProblem(
  scope: Construct,
  resource: IResource,
  what: string,
  advice: string,
): string | undefined {
  if (typeof resource?.env !== "object") return `must be ${what} as CDK has it, got ${shown(resource)}`;
  const [own, other] = [Stack.of(scope).region, resource.env.region];
  if (Token.isUnresolved(own) || Token.isUnresolved(other) || other === "" || own === other) return undefined;
  return `must be ${what} in the region of the stack, ${own}, got one in ${other}; ${advice}`;
}
