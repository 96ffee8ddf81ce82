import { Fn, Stack } from "aws-cdk-lib";
import type * as ssm from "aws-cdk-lib/aws-ssm";
import { Construct } from "constructs";
import { isToken } from "../../core/checks";
import type { DagSyncContent } from "../../core/contracts/aws/dag-sync";
import { DagBinding } from "./dag-binding";
import type { DagSyncSettings } from "./dag-sync-settings";
import { jsonParameter, textParameter } from "./json-parameter";
import type { PropCheck } from "./prop-check";

/** A parameter for each binding, by its key: the binding, and the secret of its firewall. */
export function bindingParameters(
  scope: Construct,
  check: PropCheck,
  { bindings, firewalls }: DagSyncSettings,
): Record<string, ssm.StringParameter> {
  const group = new Construct(scope, "Bindings");
  const parameters = Object.entries(bindings).map(([key, binding]) => {
    const props = {
      check,
      path: check.checks.called("bindings").at(key).path,
      description: "A binding that dag-sync follows",
    };
    if (binding instanceof DagBinding) {
      binding.follow();
      if (outermost(binding) !== outermost(scope)) check.report(props.path, OF_ANOTHER_STACK);
      const stringValue = contentOf(
        binding,
        Stack.of(scope).toJsonString(firewallsOf(binding.firewall, firewalls)),
      );
      return [key, textParameter(group, key, { ...props, stringValue })] as const;
    }
    const value: DagSyncContent = {
      version: 1,
      firewalls: firewallsOf(binding.target.firewall, firewalls),
      bindings: [binding],
    };
    return [key, jsonParameter(group, key, { ...props, value })] as const;
  });
  return Object.fromEntries(parameters);
}

const OF_ANOTHER_STACK =
  "must be of the same stack: what another stack exports cannot change while it is used, so no change of the binding could " +
  "be deployed; make the DagSync in the stack of its bindings";

/** The stack that is deployed: nested stacks give values to each other by parameters and outputs, which may change. */
function outermost(scope: Construct): Stack {
  const stack = Stack.of(scope);
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}

/** What `DagSyncContent` is as text, around a definition that is JSON. */
function contentOf({ definition }: DagBinding, firewalls: string): string {
  return Fn.join("", ['{"version":1,"firewalls":', firewalls, ',"bindings":[', definition, "]}"]);
}

/** A firewall whose name is known only later may be any. */
function firewallsOf(firewall: string, firewalls: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(firewalls).filter(([name]) => isToken(firewall) || name === firewall),
  );
}

/** Bytes that Lambda takes as environment variables, names included. */
const VARIABLES_MAX_BYTES = 4_096;

/** CloudFormation makes a name of `CFN-`, the logical id, a hyphen and 12 characters; a comma stands between two. */
const BYTES_AROUND_LOGICAL_ID = 18;

/**
 * Checks at synthesis that the names of the parameters have room among the environment variables of the function.
 *
 * UNCONFIRMED: the length of the names that CloudFormation makes.
 */
export function checkNames(
  check: PropCheck,
  parameters: readonly ssm.StringParameter[],
  otherVariables: Readonly<Record<string, string>>,
): void {
  const stack = Stack.of(check.scope);
  check.atSynthesis((checks) => {
    const others = Buffer.byteLength(JSON.stringify(stack.resolve(otherVariables)));
    const names = parameters
      .map(({ node }) => stack.getLogicalId(node.defaultChild as ssm.CfnParameter).length)
      .reduce((sum, length) => sum + length + BYTES_AROUND_LOGICAL_ID, 0);
    if (others + names > VARIABLES_MAX_BYTES)
      checks
        .called("bindings")
        .fail(
          `the names of their ${parameters.length} parameters need about ${names} bytes of the ${VARIABLES_MAX_BYTES} that ` +
            "Lambda takes as environment variables; give some of the bindings a DagSync of their own",
        );
  });
}
