import { AwsError } from "../aws-error";
import { managedPolicy } from "../iam/managed-policies";
import { parsePolicy } from "../iam/policy";
import type { Role } from "../iam/roles";
import { parseInline } from "./policy-checks";
import type { ResourceType } from "./resource-type";
import { integer, json, list, object, tags, text } from "./shape";

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

export const iamRole: ResourceType<RoleProperties> = {
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
    apply(role, properties);
    cloud.roles.add(role);
    return name;
  },

  attributes(cloud, { id }) {
    const role = cloud.roles.byName(id);
    return { Arn: role?.arn, RoleId: role?.roleId, RoleName: id };
  },

  update(cloud, { id, properties: before }, properties) {
    const role = cloud.roles.byName(id)!;
    apply(role, properties, before);
  },

  delete(cloud, { id, properties }) {
    const role = cloud.roles.byName(id);
    const own = new Set(properties.Policies?.map(({ PolicyName }) => PolicyName));
    if (role && [...role.inline.keys()].some((name) => !own.has(name))) {
      throw new AwsError("DeleteConflict", "Cannot delete entity, must delete policies first.", 409);
    }
    cloud.roles.remove(id);
  },
};

/** Policies that stand in the properties are the role's own; others (AWS::IAM::RolePolicy) are left alone. */
function apply(role: Role, properties: RoleProperties, before?: RoleProperties): void {
  const trust = parsePolicy(properties.AssumeRolePolicyDocument, "trust");
  const policies = (properties.Policies ?? []).map(
    ({ PolicyName, PolicyDocument }) =>
      [PolicyName, parseInline(PolicyName, PolicyDocument, role.name)] as const,
  );
  for (const arn of properties.ManagedPolicyArns ?? []) {
    if (managedPolicy(arn) === undefined) {
      throw new AwsError("NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`, 404);
    }
  }
  role.trust = trust;
  role.managed = properties.ManagedPolicyArns ?? [];
  for (const { PolicyName } of before?.Policies ?? []) role.inline.delete(PolicyName);
  for (const [name, policy] of policies) role.inline.set(name, policy);
}
