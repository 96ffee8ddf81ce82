import { APP_ROLES, type GrantedRoles, type ReachedByApp, roleAssignmentsOf } from "../function-app/access";
import type { RoleAssignmentValues } from "../roles";

/** Ids of what the function reaches. */
export interface Reached extends ReachedByApp {
  readonly flowLogAccount: string;
}

/** Everything that the identity of the function may do, by a name for each. */
export const DRAIN_ROLES: GrantedRoles<Reached> = {
  "read-flow-logs": { role: "Storage Blob Data Reader", scope: ({ flowLogAccount }) => flowLogAccount },
  "host-blobs": APP_ROLES["host-blobs"],
  "host-queues": { role: "Storage Queue Data Contributor", scope: ({ hostAccount }) => hostAccount },
  "host-tables": { role: "Storage Table Data Contributor", scope: ({ hostAccount }) => hostAccount },
  "pce-secret": APP_ROLES["pce-secret"],
  "write-log": APP_ROLES["write-log"],
};

/** The role assignments of the function's identity, by the names of `DRAIN_ROLES`. */
export function drainRoleAssignments(
  reached: Reached,
  principalId: string,
): Record<string, RoleAssignmentValues> {
  return roleAssignmentsOf(DRAIN_ROLES, reached, principalId);
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
