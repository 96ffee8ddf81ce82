import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { PolicyDocument } from "../shared/aws/policy-document";

/**
 * A role with one policy of its own and no managed one.
 *
 * The policy is part of the role's construct, so what depends on the role is made after both. Its type is
 * AWS::IAM::Policy, because cdk-nag looks for wildcards in policies of this type, and not in AWS::IAM::RolePolicy.
 */
export function serviceRole(
  scope: Construct,
  id: string,
  props: {
    readonly description: string;
    /** Trust policy: one statement that names one service. */
    readonly trust: PolicyDocument;
    readonly policy: PolicyDocument;
    readonly permissionsBoundary: iam.IManagedPolicy | undefined;
  },
): iam.Role {
  const { description, permissionsBoundary } = props;
  const role = new iam.Role(scope, id, {
    description,
    assumedBy: trusted(props.trust),
    ...(permissionsBoundary && { permissionsBoundary }),
  });
  new iam.CfnPolicy(role, "Policy", {
    roles: [role.roleName],
    policyName: "own",
    policyDocument: props.policy,
  });
  return role;
}

function trusted(trust: PolicyDocument): iam.IPrincipal {
  const [statement, ...more] = trust.Statement;
  const principal = statement?.Principal;
  if (more.length > 0 || typeof principal !== "object")
    throw new Error("A trust policy here is one statement that names one service.");
  return new iam.ServicePrincipal(principal.Service, { conditions: statement?.Condition ?? {} });
}
