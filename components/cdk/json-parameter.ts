import { Stack } from "aws-cdk-lib";
import * as ssm from "aws-cdk-lib/aws-ssm";
import type { Construct } from "constructs";
import { PARAMETER_MAX_BYTES } from "../../core/contracts/aws/dag-sync";
import type { PropCheck } from "./prop-check";

/**
 * A parameter of AWS Systems Manager that holds a value as JSON. The value may hold tokens anywhere; they are put in when
 * the stack is deployed, which no file can have.
 *
 * Synthesis fails for a value of more than 4 KB, as far as its size is known then.
 *
 * @param path of the prop that the value comes from, in messages
 */
export function jsonParameter(
  scope: Construct,
  id: string,
  props: {
    readonly check: PropCheck;
    readonly path: string;
    readonly description: string;
    readonly value: unknown;
    /** @default CloudFormation makes a name */
    readonly parameterName?: string;
    /** What to do about a value that is too large. @default to make it shorter */
    readonly advice?: string;
  },
): ssm.StringParameter {
  const { value, ...rest } = props;
  return textParameter(scope, id, { ...rest, stringValue: Stack.of(scope).toJsonString(value) });
}

/** The same for a text that is JSON already when the stack is deployed. */
export function textParameter(
  scope: Construct,
  id: string,
  props: {
    readonly check: PropCheck;
    readonly path: string;
    readonly description: string;
    readonly stringValue: string;
    readonly parameterName?: string;
    readonly advice?: string;
  },
): ssm.StringParameter {
  const { check, path, description, stringValue, parameterName, advice = "make it shorter" } = props;
  const stack = Stack.of(scope);
  check.atSynthesis((checks) => {
    const size = knownBytes(stack.resolve(stringValue));
    if (size > PARAMETER_MAX_BYTES)
      checks
        .called(path)
        .fail(
          `has ${size} bytes as JSON, and a parameter of AWS Systems Manager holds ${PARAMETER_MAX_BYTES}; ${advice}`,
        );
  });
  return new ssm.StringParameter(scope, id, {
    stringValue,
    description,
    ...(parameterName !== undefined && { parameterName, simpleName: false }),
  });
}

/** Bytes of a resolved text that are known at synthesis: all but its references. */
function knownBytes(resolved: unknown): number {
  if (typeof resolved === "string") return Buffer.byteLength(resolved);
  const join = (resolved as { readonly "Fn::Join"?: readonly [string, readonly unknown[]] })["Fn::Join"];
  return join === undefined ? 0 : join[1].reduce<number>((sum, part) => sum + knownBytes(part), 0);
}
