import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import type { CustomRole, RoleDefinitionValues } from "../../../shared/azure/custom-role";
import { customRoleAssignment, type RoleAssignmentValues } from "../../../shared/azure/roles";
import { keepingIds } from "../keeping-ids";
import { roleAssignmentResource } from "./role-assignments";

export interface CustomRoles {
  /** Empty where none are to be made. */
  readonly made: readonly pulumi.Resource[];
  /** Those that somebody else has to make. */
  readonly required: pulumi.Output<RoleAssignmentValues[]>;
  readonly requiredDefinitions: pulumi.Output<RoleDefinitionValues[]>;
}

/** Roles of the component's own with one assignment each, granted, or told to whoever may grant them. */
export function customRoles(
  name: string,
  roles: Readonly<Record<string, pulumi.Output<CustomRole>>>,
  settings: { readonly createRoleAssignments: boolean; readonly principalId: pulumi.Output<string> },
  opts: pulumi.CustomResourceOptions,
): CustomRoles {
  const assigned = (role: pulumi.Output<CustomRole>) =>
    pulumi
      .all([role, settings.principalId])
      .apply(([{ scope, definition }, id]) => customRoleAssignment(scope, definition, id));
  if (!settings.createRoleAssignments) {
    const all = Object.values(roles);
    return {
      made: [],
      required: pulumi.all(all.map(assigned)),
      requiredDefinitions: pulumi.all(all).apply((each) => each.map(({ definition }) => definition)),
    };
  }
  const made = Object.entries(roles).map(([key, role]) => {
    const definition = roleDefinition(
      `${name}-${key}`,
      role.definition as pulumi.Output<RoleDefinitionValues>,
      opts,
    );
    return roleAssignmentResource(`${name}-${key}`, assigned(role), { ...opts, dependsOn: definition });
  });
  return { made, required: pulumi.output([]), requiredDefinitions: pulumi.output([]) };
}

function roleDefinition(
  name: string,
  values: pulumi.Output<RoleDefinitionValues>,
  opts: pulumi.CustomResourceOptions,
): authorization.RoleDefinition {
  const { scope, assignableScopes } = values;
  return new authorization.RoleDefinition(
    name,
    {
      roleDefinitionId: values.name,
      scope,
      roleName: values.roleName,
      description: values.description,
      roleType: "CustomRole",
      assignableScopes,
      permissions: [{ actions: values.actions, notActions: [], dataActions: [], notDataActions: [] }],
    },
    // Another group has another definition. The old one can go only after its assignment has.
    { ...keepingIds(opts, { scope, assignableScopes }), deleteBeforeReplace: false },
  );
}
