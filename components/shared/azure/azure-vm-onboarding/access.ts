import { type CustomRole, type CustomRoleUse, customRole } from "../custom-role";
import { APP_ROLES, type GrantedRoles, type ReachedByApp } from "../function-app/access";
import { type RoleAssignmentValues, roleAssignment } from "../roles";

/** Ids of what the function reaches. */
export interface ReachedByOnboarding extends ReachedByApp {
  /** Secrets besides that of the PCE: `<id of a vault>/secrets/<name>`, by the name of what they are for. */
  readonly checkPointSecret?: string;
  readonly serviceNowSecret?: string;
}

/** What the identity of the function may do besides what it may do to the machines. */
export function onboardingRoles(secrets: {
  readonly checkPoint: boolean;
  readonly serviceNow: boolean;
}): GrantedRoles<ReachedByOnboarding> {
  const role = "Key Vault Secrets User" as const;
  return {
    ...APP_ROLES,
    "host-tables": { role: "Storage Table Data Contributor", scope: ({ hostAccount }) => hostAccount },
    ...(secrets.checkPoint && {
      "check-point-secret": { role, scope: (reached: ReachedByOnboarding) => reached.checkPointSecret! },
    }),
    ...(secrets.serviceNow && {
      "service-now-secret": { role, scope: (reached: ReachedByOnboarding) => reached.serviceNowSecret! },
    }),
  };
}

/** Installing agents, and nothing else on a machine: the scripts run as root or SYSTEM. */
const MANAGED_ACTIONS = [
  "Microsoft.Compute/virtualMachines/runCommands/read",
  "Microsoft.Compute/virtualMachines/runCommands/write",
  "Microsoft.Compute/virtualMachines/runCommands/delete",
] as const;
const ACTION_FORM_ACTIONS = ["Microsoft.Compute/virtualMachines/runCommand/action"] as const;

/** Run commands on the machines of one scope. @param form `managed` or `action` */
export function runCommandRole(use: CustomRoleUse, scope: string, form: string): CustomRole {
  const actions = form === "action" ? ACTION_FORM_ACTIONS : MANAGED_ACTIONS;
  return customRole(use, scope, actions, "Runs commands on virtual machines to install the Illumio agent");
}

/** Reading machines, networks and resource groups of one scope, also by Resource Graph. */
export function readerAssignment(scope: string, principalId: string): RoleAssignmentValues {
  return roleAssignment(scope, "Reader", principalId);
}
