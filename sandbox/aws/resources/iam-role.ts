import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { integer, json, list, object, tags, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import { parsePolicy } from "../iam/policy";
import type { Role } from "../iam/roles";
import { parseInline } from "./policy-checks";

interface RoleProperties {
  readonly RoleName?: string;
  readonly AssumeRolePolicyDocument: unknown;
  readonly Policies?: readonly { PolicyName: string; PolicyDocument: unknown }[];
  readonly ManagedPolicyArns?: readonly string[];
  readonly Path?: string;
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
  readonly PermissionsBoundary?: string;
  readonly Tags?: unknown;
}

type Needs = Pick<Foundation, "accountId" | "ids" | "policies" | "roles">;

export const iamRole: ResourceType<RoleProperties, Needs> = {
  type: "AWS::IAM::Role",
  createOnly: ["RoleName", "Path"],
  shape: object(
    {
      RoleName: text({ pattern: /^[\w+=,.@-]{1,64}$/ }),
      AssumeRolePolicyDocument: json,
      Policies: list(
        object({ PolicyName: text({ pattern: /^[\w+=,.@-]{1,128}$/ }), PolicyDocument: json }, [
          "PolicyName",
          "PolicyDocument",
        ]),
      ),
      ManagedPolicyArns: list(text({ min: 20, max: 2048 }), { max: 20 }),
      Path: text({ pattern: /^\/(.+\/)?$/ }),
      Description: text({ max: 1000 }),
      MaxSessionDuration: integer({ min: 3600, max: 43_200 }),
      PermissionsBoundary: text({ min: 20, max: 2048 }),
      Tags: tags,
    },
    ["AssumeRolePolicyDocument"],
  ),

  create(cloud, properties) {
    const name = properties.RoleName ?? `sandbox-role-${cloud.ids.upper(12)}`;
    const role: Role = {
      name,
      arn: `arn:aws:iam::${cloud.accountId}:role${properties.Path ?? "/"}${name}`,
      roleId: `AROA${cloud.ids.upper(17)}`,
      trust: [],
      inline: new Map(),
      managed: [],
    };
    apply(cloud, role, properties);
    cloud.roles.add(role);
    return name;
  },

  attributes(cloud, { id }) {
    const role = cloud.roles.byName(id);
    return { Arn: role?.arn, RoleId: role?.roleId, RoleName: id };
  },

  update(cloud, { id, properties: before }, properties) {
    const role = cloud.roles.byName(id)!;
    apply(cloud, role, properties, before);
  },

  delete(cloud, { id, properties }) {
    const role = cloud.roles.byName(id);
    const own = new Set(properties.Policies?.map(({ PolicyName }) => PolicyName));
    if (role && [...role.inline.keys()].some((name) => !own.has(name))) {
      throw new CloudError("DeleteConflict", "Cannot delete entity, must delete policies first.", 409);
    }
    cloud.roles.remove(id);
  },
};

/** Policies in the properties are the role's own; others (AWS::IAM::RolePolicy) are left alone. */
function apply(cloud: Needs, role: Role, properties: RoleProperties, before?: RoleProperties): void {
  const trust = parsePolicy(properties.AssumeRolePolicyDocument, "trust");
  const policies = (properties.Policies ?? []).map(
    ({ PolicyName, PolicyDocument }) =>
      [PolicyName, parseInline(PolicyName, PolicyDocument, role.name)] as const,
  );
  for (const arn of properties.ManagedPolicyArns ?? []) {
    if (cloud.policies.find(arn) === undefined) {
      throw new CloudError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
    }
  }
  const boundary = properties.PermissionsBoundary;
  if (boundary !== undefined && cloud.policies.find(boundary) === undefined) {
    throw new CloudError("NoSuchEntity", `Scope ARN: ${boundary} does not exist or is not attachable.`, 404);
  }
  role.trust = trust;
  role.boundary = boundary;
  const others = role.managed.filter((arn) => !before?.ManagedPolicyArns?.includes(arn));
  role.managed = [...new Set([...(properties.ManagedPolicyArns ?? []), ...(before ? others : [])])];
  for (const { PolicyName } of before?.Policies ?? []) role.inline.delete(PolicyName);
  for (const [name, policy] of policies) role.inline.set(name, policy);
}
