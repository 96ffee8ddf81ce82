import type { NamePlace } from "./physical-names";
import { uuid5 } from "./roles";

/** A role of its own as Azure takes it. */
export interface RoleDefinitionValues {
  /** Name of the definition: a UUID. */
  readonly name: string;
  /** Where it is kept: the resource group of what it is for. */
  readonly scope: string;
  /** No other role of the directory has it. */
  readonly roleName: string;
  readonly description: string;
  readonly assignableScopes: string[];
  readonly actions: string[];
}

/** A role of its own, and what it is granted on. To whom is no part of it: an identity that is still to be made is not known. */
export interface CustomRole {
  readonly definition: RoleDefinitionValues;
  readonly scope: string;
}

/** Whose role it is. @param key among the names of the component */
export interface CustomRoleUse {
  readonly place: NamePlace;
  readonly key: string;
}

/**
 * A role that a component makes for one resource, kept in the resource group of that.
 *
 * @param scope id of what the role is granted on
 */
export function customRole(
  { place, key }: CustomRoleUse,
  scope: string,
  actions: readonly string[],
  description: string,
): CustomRole {
  const { project, stack, name: component } = place;
  const group = scope.split("/", 5).join("/");
  const parts = [project, stack, component, key, group.toLowerCase()];
  const name = uuid5(ROLE_NAMES, JSON.stringify(parts));
  // The beginning of the UUID, so that a role for another group can stand before this one goes.
  const roleName = `illumio-iac ${project}/${stack}/${component} ${key} (${name.slice(0, 8)})`;
  const definition = {
    name,
    scope: group,
    roleName,
    description,
    assignableScopes: [group],
    actions: [...actions],
  };
  return { definition, scope };
}

/** Namespace of the names of role definitions that this package makes. It never changes. */
const ROLE_NAMES = "3b0c0f5e-6c55-4d5b-8a2e-0a8f6f1f7c44";
