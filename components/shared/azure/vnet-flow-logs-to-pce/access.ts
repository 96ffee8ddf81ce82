import { type RoleAssignmentValues, type RoleName, roleAssignment } from "../roles";

/** Ids of what the function reaches. */
export interface Reached {
  readonly flowLogAccount: string;
  readonly hostAccount: string;
  readonly vault: string;
  readonly secretName: string;
  readonly applicationInsights: string;
}

/** Everything that the identity of the function may do, by a name for each. */
export const DRAIN_ROLES: Readonly<
  Record<string, { readonly role: RoleName; readonly scope: (reached: Reached) => string }>
> = {
  "read-flow-logs": { role: "Storage Blob Data Reader", scope: ({ flowLogAccount }) => flowLogAccount },
  "host-blobs": { role: "Storage Blob Data Owner", scope: ({ hostAccount }) => hostAccount },
  "host-queues": { role: "Storage Queue Data Contributor", scope: ({ hostAccount }) => hostAccount },
  "host-tables": { role: "Storage Table Data Contributor", scope: ({ hostAccount }) => hostAccount },
  // The one secret, not the vault.
  "pce-secret": {
    role: "Key Vault Secrets User",
    scope: ({ vault, secretName }) => `${vault}/secrets/${secretName}`,
  },
  "write-log": {
    role: "Monitoring Metrics Publisher",
    scope: ({ applicationInsights }) => applicationInsights,
  },
};

/** The role assignments of the function's identity, by the names of `DRAIN_ROLES`. */
export function drainRoleAssignments(
  reached: Reached,
  principalId: string,
): Record<string, RoleAssignmentValues> {
  const assignments = Object.entries(DRAIN_ROLES).map(([name, { role, scope }]) => [
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

/** What an account that is given must let in, where it does not let everybody in. */
export interface RequiredNetworkAccess {
  /** Id of the account. */
  readonly resourceId: string;
  /** Id of the subnet from which the function calls. */
  readonly subnetId: string;
  /** What to do, for people. */
  readonly remedy: string;
}

/** What an account says about who may reach it. */
export interface AccountNetwork {
  readonly id: string;
  readonly defaultAction?: string | undefined;
  readonly publicNetworkAccess?: string | undefined;
}

/** Whether an account has network rules that keep the function out unless it is let in. */
export function isClosed({ defaultAction, publicNetworkAccess }: AccountNetwork): boolean {
  return defaultAction?.toLowerCase() === "deny" || publicNetworkAccess?.toLowerCase() === "disabled";
}

export function closedAccountProblem(account: AccountNetwork): string {
  return (
    `has network rules (${account.id}), and Azure Functions is not among the services that these let in: give network, ` +
    "the subnet from which the function then calls"
  );
}

export function requiredNetworkAccess(account: AccountNetwork, subnetId: string): RequiredNetworkAccess {
  const isDisabled = account.publicNetworkAccess?.toLowerCase() === "disabled";
  const privately =
    "make a private endpoint for blob in the virtual network of that subnet, with the zone privatelink.blob.core.windows.net";
  return {
    resourceId: account.id,
    subnetId,
    remedy: isDisabled
      ? privately
      : `add the subnet to the virtual network rules of the account (the subnet needs the service endpoint Microsoft.Storage), or ${privately}`,
  };
}
