import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../../shared/aws/policy-document";
import type { Tags } from "../tags";

export interface ServiceRole {
  readonly role: iam.Role;
  /** Resources that use the role depend on this too: without its policy a role may do nothing. */
  readonly policy: iam.RolePolicy;
}

/** A role with one inline policy. */
export function serviceRole(
  name: string,
  args: {
    readonly description: string;
    readonly trust: pulumi.Input<PolicyDocument>;
    readonly policy: pulumi.Input<PolicyDocument>;
    /** ARN of a managed policy that limits the role. */
    readonly permissionsBoundary: pulumi.Output<string> | undefined;
    readonly tags: Tags;
  },
  opts: pulumi.CustomResourceOptions,
): ServiceRole {
  const role = new iam.Role(
    name,
    {
      description: args.description,
      assumeRolePolicy: pulumi.jsonStringify(args.trust),
      tags: args.tags,
      ...(args.permissionsBoundary && { permissionsBoundary: args.permissionsBoundary }),
    },
    opts,
  );
  return {
    role,
    policy: new iam.RolePolicy(name, { role: role.name, policy: pulumi.jsonStringify(args.policy) }, opts),
  };
}
