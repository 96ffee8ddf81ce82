import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import type { CustomRole, RoleDefinitionValues } from "../../../shared/azure/custom-role";
import type { RoleAssignmentValues } from "../../../shared/azure/roles";
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
  { createRoleAssignments }: { readonly createRoleAssignments: boolean },
  opts: pulumi.CustomResourceOptions,
): CustomRoles {
  if (!createRoleAssignments) {
    const all = pulumi.all(Object.values(roles));
    return {
      made: [],
      required: all.apply((each) => each.map(({ assignment }) => assignment)),
      requiredDefinitions: all.apply((each) => each.map(({ definition }) => definition)),
    };
  }
  const made = Object.entries(roles).map(([key, role]) => {
    const definition = roleDefinition(
      `${name}-${key}`,
      role.definition as pulumi.Output<RoleDefinitionValues>,
      opts,
    );
    const assignment = role.assignment as pulumi.Output<RoleAssignmentValues>;
    return roleAssignmentResource(`${name}-${key}`, assignment, { ...opts, dependsOn: definition });
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
