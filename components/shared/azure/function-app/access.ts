import { type RoleAssignmentValues, type RoleName, roleAssignment } from "../roles";

/** Ids of what every function app reaches. */
export interface ReachedByApp {
  readonly hostAccount: string;
  readonly vault: string;
  readonly secretName: string;
  readonly applicationInsights: string;
}

/** Built-in roles that an identity has, by a name for each. @typeParam Reached ids of what it reaches */
export type GrantedRoles<Reached> = Readonly<
  Record<string, { readonly role: RoleName; readonly scope: (reached: Reached) => string }>
>;

/** What the identity of every function app may do: keep its packages and its lock, read the PCE secret, write its log. */
export const APP_ROLES = {
  "host-blobs": { role: "Storage Blob Data Owner", scope: ({ hostAccount }) => hostAccount },
  // The one secret, not the vault.
  "pce-secret": {
    role: "Key Vault Secrets User",
    scope: ({ vault, secretName }) => `${vault}/secrets/${secretName}`,
  },
  "write-log": {
    role: "Monitoring Metrics Publisher",
    scope: ({ applicationInsights }) => applicationInsights,
  },
} as const satisfies GrantedRoles<ReachedByApp>;

/** The assignments of roles to an identity, by their names. */
export function roleAssignmentsOf<Reached>(
  roles: GrantedRoles<Reached>,
  reached: Reached,
  principalId: string,
): Record<string, RoleAssignmentValues> {
  const assignments = Object.entries(roles).map(([name, { role, scope }]) => [
    name,
    roleAssignment(scope(reached), role, principalId),
  ]);
  return Object.fromEntries(assignments);
}

/** What is wrong with a vault that does not know roles. */
export function vaultAccessProblem(vault: {
  readonly id: string;
  readonly enableRbacAuthorization?: boolean | undefined;
}): string | undefined {
  return vault.enableRbacAuthorization === true
    ? undefined
    : `uses access policies (${vault.id}), with which a role cannot grant one secret. Switch the vault to the permission ` +
        "model Azure role-based access control (az keyvault update --enable-rbac-authorization true, after granting its " +
        "present users their roles), or keep the secret in a vault that has it";
}
