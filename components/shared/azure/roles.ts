import { createHash } from "node:crypto";
import { subscriptionOf } from "./arm-id";

/**
 * Built-in roles by the GUID of their definition, which is the same in every tenant.
 *
 * @see Azure-Samples/azure-functions-flex-consumption-samples, rbac.bicep
 */
export const ROLES = {
  "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  "Storage Blob Data Owner": "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
  "Storage Queue Data Contributor": "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
  "Storage Table Data Contributor": "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
  "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "Monitoring Metrics Publisher": "3913510d-42f4-4e42-8a64-420c390055eb",
} as const;

export type RoleName = keyof typeof ROLES;

/** A role assignment as Azure takes it, and the name of its role for people. */
export interface RoleAssignmentValues {
  /** Name of the assignment: a UUID. */
  readonly name: string;
  readonly scope: string;
  readonly role: string;
  readonly roleDefinitionId: string;
  readonly principalId: string;
  /** Without it Azure looks the principal up in the directory, which does not know a new identity for some minutes. */
  readonly principalType: "ServicePrincipal";
}

/** @param scope id of what the role is granted on */
export function roleAssignment(scope: string, role: RoleName, principalId: string): RoleAssignmentValues {
  return assignment(scope, { name: ROLES[role], roleName: role }, principalId);
}

/** @param role a role of the directory's own, by the UUID that is its name */
export function customRoleAssignment(
  scope: string,
  role: { readonly name: string; readonly roleName: string },
  principalId: string,
): RoleAssignmentValues {
  return assignment(scope, role, principalId);
}

function assignment(
  scope: string,
  { name: guid, roleName }: { readonly name: string; readonly roleName: string },
  principalId: string,
): RoleAssignmentValues {
  return {
    name: uuid5(ASSIGNMENT_NAMES, [scope, guid, principalId].join("\n").toLowerCase()),
    scope,
    role: roleName,
    roleDefinitionId: `${subscriptionOf(scope)}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
    principalId,
    principalType: "ServicePrincipal",
  };
}

/** Namespace of the names of role assignments that this package makes. It never changes. */
const ASSIGNMENT_NAMES = "6d4d6b5a-e0c7-4f3f-9f2a-4c1b7a3f5d21";

/** A UUID of version 5 (RFC 9562, 5.5): the same text in the same namespace, a UUID, always gives the same. */
export function uuid5(namespace: string, text: string): string {
  const space = Buffer.from(namespace.replaceAll("-", ""), "hex");
  const bytes = createHash("sha1").update(space).update(text, "utf8").digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
