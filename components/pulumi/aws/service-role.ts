import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../../spec/aws/policy-document";
import type { Tags } from "./tags";

export interface ServiceRole {
  readonly role: iam.Role;
  /** What uses the role depends on this too: without its policy a role may do nothing. */
  readonly policy: iam.RolePolicy;
}

/** A role with one inline policy. */
export function serviceRole(
  name: string,
  args: {
    readonly description: string;
    readonly trust: pulumi.Input<PolicyDocument>;
    readonly policy: pulumi.Input<PolicyDocument>;
    readonly tags: Tags;
  },
  opts: pulumi.CustomResourceOptions,
): ServiceRole {
  const role = new iam.Role(
    name,
    { description: args.description, assumeRolePolicy: pulumi.jsonStringify(args.trust), tags: args.tags },
    opts,
  );
  return {
    role,
    policy: new iam.RolePolicy(name, { role: role.name, policy: pulumi.jsonStringify(args.policy) }, opts),
  };
}
