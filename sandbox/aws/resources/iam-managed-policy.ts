import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { json, list, object, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import { parsePolicy } from "../iam/policy";
import { sizeOf } from "./policy-checks";

interface ManagedPolicyProperties {
  readonly ManagedPolicyName?: string;
  readonly PolicyDocument: unknown;
  readonly Description?: string;
  readonly Path?: string;
  readonly Roles?: readonly string[];
}

type Needs = Pick<Foundation, "accountId" | "ids" | "policies" | "roles">;

/** Characters of a managed policy, without white space. */
const LARGEST = 6_144;

/** A managed policy of the account. Its id is its ARN. */
export const iamManagedPolicy: ResourceType<ManagedPolicyProperties, Needs> = {
  type: "AWS::IAM::ManagedPolicy",
  createOnly: ["ManagedPolicyName", "Description", "Path"],
  shape: object(
    {
      ManagedPolicyName: text({ pattern: /^[\w+=,.@-]{1,128}$/ }),
      PolicyDocument: json,
      Description: text({ max: 1000 }),
      Path: text({ pattern: /^\/([\x21-\x7f]+\/)?$/ }),
      Roles: list(text({ pattern: /^[\w+=,.@-]{1,64}$/ })),
    },
    ["PolicyDocument"],
  ),

  create(cloud, properties) {
    const name = properties.ManagedPolicyName ?? `sandbox-policy-${cloud.ids.upper(12)}`;
    const arn = `arn:aws:iam::${cloud.accountId}:policy${properties.Path ?? "/"}${name}`;
    const policy = read(name, properties.PolicyDocument);
    const roles = rolesOf(cloud, properties);
    cloud.policies.add(arn, policy);
    for (const role of roles) role.managed = [...new Set([...role.managed, arn])];
    return arn;
  },

  attributes: (_cloud, { id }) => ({ PolicyArn: id }),

  update(cloud, { id, properties: before }, properties) {
    const policy = read(id, properties.PolicyDocument);
    const roles = rolesOf(cloud, properties);
    for (const role of rolesOf(cloud, before)) role.managed = role.managed.filter((arn) => arn !== id);
    for (const role of roles) role.managed = [...new Set([...role.managed, id])];
    cloud.policies.change(id, policy);
  },

  delete(cloud, { id, properties }) {
    const own = new Set(properties.Roles);
    const isUsed = cloud.roles.all.some(
      ({ name, managed, boundary }) => boundary === id || (managed.includes(id) && !own.has(name)),
    );
    if (isUsed) throw new CloudError("DeleteConflict", "Cannot delete a policy attached to entities.", 409);
    for (const name of own) {
      const role = cloud.roles.byName(name);
      if (role) role.managed = role.managed.filter((arn) => arn !== id);
    }
    cloud.policies.remove(id);
  },
};

function read(name: string, document: unknown) {
  const policy = parsePolicy(document, "identity");
  if (sizeOf(document) > LARGEST) {
    throw new CloudError("LimitExceeded", `Cannot exceed quota for PolicySize: ${LARGEST} (${name})`, 409);
  }
  return policy;
}

function rolesOf(cloud: Needs, { Roles = [] }: ManagedPolicyProperties) {
  return Roles.map((name) => {
    const role = cloud.roles.byName(name);
    if (role) return role;
    throw new CloudError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
  });
}
