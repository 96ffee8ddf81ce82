import { CloudError } from "../../cloud/cloud-error";
import { ROLE_ASSIGNMENTS } from "../arm/api-versions";
import { isSameId, nameOf } from "../arm/arm-resource";
import type { ArmContext, ArmType } from "../arm/arm-type";
import { object, text } from "../arm/shapes";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Grants a role to a principal at the scope in front of the id. Nothing of it can be changed. */
export const roleAssignment: ArmType = {
  type: "Microsoft.Authorization/roleAssignments",
  apiVersions: ROLE_ASSIGNMENTS,
  name: {
    pattern: UUID,
    code: "InvalidRoleAssignmentId",
    message: (name) =>
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
  },
  location: "none",
  properties: object(
    {
      condition: text(),
      conditionVersion: text({ oneOf: ["2.0"] }),
      delegatedManagedIdentityResourceId: text(),
      description: text({ max: 1024 }),
      principalId: text({ pattern: UUID }),
      principalType: text({ oneOf: ["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"] }),
      roleDefinitionId: text(),
    },
    ["principalId", "roleDefinitionId"],
  ),
  readOnly: ["createdBy", "createdOn", "scope", "updatedBy", "updatedOn"],
  put(context, { id, body, before, caller }) {
    const { principalId, roleDefinitionId, principalType, ...rest } = body.properties as Record<
      string,
      string
    >;
    const scope = scopeOf(id);
    const name = nameOf(roleDefinitionId!).toLowerCase();
    if (!context.roles.has(context.resources, name)) {
      throw new CloudError(
        "RoleDefinitionDoesNotExist",
        `The specified role definition with ID '${name.replaceAll("-", "")}' does not exist.`,
      );
    }
    if (before) {
      const was = before.properties as Record<string, string>;
      if (was["principalId"] !== principalId || nameOf(was["roleDefinitionId"]!).toLowerCase() !== name) {
        throw new CloudError(
          "RoleAssignmentUpdateNotPermitted",
          "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
        );
      }
    } else {
      checkIsNew(context, scope, principalId!, name);
      if (principalType === undefined && !context.directory.finds(principalId!)) {
        throw new CloudError(
          "PrincipalNotFound",
          `Principal ${principalId!.replaceAll("-", "")} does not exist in the directory ${context.tenantId}. Check that you ` +
            "have the correct principal ID. If you are creating this principal and then immediately assigning a role, this " +
            "error might be related to a replication delay. In this case, set the role assignment principalType property " +
            "to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype",
        );
      }
    }
    const now = new Date(context.clock.now()).toISOString();
    return {
      properties: {
        ...rest,
        principalId,
        principalType: principalType ?? "ServicePrincipal",
        roleDefinitionId,
        scope,
        createdOn: before?.properties["createdOn"] ?? now,
        createdBy: before?.properties["createdBy"] ?? caller,
        updatedOn: now,
        updatedBy: caller,
      },
    };
  },
};

/** What an assignment or a definition stands at: everything in front of its own provider. */
export function scopeOf(id: string): string {
  return id.slice(0, id.toLowerCase().lastIndexOf("/providers/microsoft.authorization/")) || "/";
}

function checkIsNew({ resources }: ArmContext, scope: string, principalId: string, role: string): void {
  const other = resources
    .list("Microsoft.Authorization/roleAssignments")
    .find(
      ({ id, properties }) =>
        isSameId(scopeOf(id), scope) &&
        properties["principalId"] === principalId &&
        nameOf(String(properties["roleDefinitionId"])).toLowerCase() === role,
    );
  if (!other) return;
  throw new CloudError(
    "RoleAssignmentExists",
    `The role assignment already exists. The ID of the existing role assignment is ${other.name.replaceAll("-", "")}.`,
    409,
  );
}
