import type { ArmTable } from "../arm/arm-table";
import { BUILT_IN_ROLES, type Permissions, type RoleDefinition } from "./built-in-roles";

const ROLE_DEFINITIONS = "Microsoft.Authorization/roleDefinitions";

/** A built-in role, or a custom one of the table, by the GUID in which its id ends. */
export function findRole(resources: ArmTable, roleDefinitionId: string): RoleDefinition | undefined {
  const name = roleDefinitionId.slice(roleDefinitionId.lastIndexOf("/") + 1).toLowerCase();
  const builtIn = BUILT_IN_ROLES.find((role) => role.name === name);
  if (builtIn !== undefined) return builtIn;
  const custom = resources.list(ROLE_DEFINITIONS).find((role) => role.name.toLowerCase() === name);
  if (custom === undefined) return undefined;
  return {
    name,
    roleName: String(custom.properties["roleName"] ?? name),
    permissions: (custom.properties["permissions"] as readonly Permissions[] | undefined) ?? [],
  };
}

/** Whether one block of a role allows the action and does not take it away again. */
export function permits(role: RoleDefinition, action: string, isDataAction: boolean): boolean {
  return role.permissions.some((permissions) => {
    const given = isDataAction ? permissions.dataActions : permissions.actions;
    const taken = isDataAction ? permissions.notDataActions : permissions.notActions;
    return matchesAny(given, action) && !matchesAny(taken, action);
  });
}

function matchesAny(patterns: readonly string[] | undefined, action: string): boolean {
  return (patterns ?? []).some((pattern) => matches(pattern, action));
}

function matches(pattern: string, action: string): boolean {
  const source = pattern.split("*").map((text) => text.replace(/[.$()+?[\]\\^{|}]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`, "i").test(action);
}
