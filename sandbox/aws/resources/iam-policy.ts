import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { json, list, object, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import type { Role } from "../iam/roles";
import { parseInline } from "./policy-checks";

interface PolicyProperties {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
  readonly Roles?: readonly string[];
}

type Needs = Pick<Foundation, "ids" | "roles">;

/** An inline policy of one or more roles; the sandbox has no users and groups. */
export const iamPolicy: ResourceType<PolicyProperties, Needs> = {
  type: "AWS::IAM::Policy",
  createOnly: [],
  shape: object(
    {
      PolicyName: text({ pattern: /^[\w+=,.@-]{1,128}$/ }),
      PolicyDocument: json,
      Roles: list(text({ min: 1 })),
    },
    ["PolicyName", "PolicyDocument"],
  ),

  create(cloud, properties) {
    put(cloud, properties);
    return `sandbox-policy-${cloud.ids.upper(12)}`;
  },

  attributes: (_cloud, { id }) => ({ Id: id }),

  update(cloud, { properties: before }, properties) {
    const roles = rolesOf(cloud, properties);
    for (const role of roles) parseInline(properties.PolicyName, properties.PolicyDocument, role.name);
    remove(cloud, before);
    put(cloud, properties);
  },

  delete(cloud, { properties }) {
    remove(cloud, properties);
  },
};

function rolesOf(cloud: Needs, { Roles = [] }: PolicyProperties): Role[] {
  if (Roles.length === 0) {
    throw new CloudError("InvalidRequest", "At least one of [Groups,Roles,Users] must be non-empty.");
  }
  return Roles.map((name) => {
    const role = cloud.roles.byName(name);
    if (role !== undefined) return role;
    throw new CloudError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
  });
}

function put(cloud: Needs, properties: PolicyProperties): void {
  const { PolicyName, PolicyDocument } = properties;
  const policies = rolesOf(cloud, properties).map(
    (role) => [role, parseInline(PolicyName, PolicyDocument, role.name)] as const,
  );
  for (const [role, policy] of policies) role.inline.set(PolicyName, policy);
}

function remove(cloud: Needs, { PolicyName, Roles = [] }: PolicyProperties): void {
  for (const name of Roles) cloud.roles.byName(name)?.inline.delete(PolicyName);
}
