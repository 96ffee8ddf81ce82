import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import { type GrantedRoles, roleAssignmentsOf } from "../../../shared/azure/function-app/access";
import type { RoleAssignmentValues } from "../../../shared/azure/roles";
import { keepingIds } from "../keeping-ids";

export interface FunctionRoles {
  /** Empty where none are to be made. */
  readonly made: readonly pulumi.Resource[];
  /** Those that somebody else has to make. */
  readonly required: pulumi.Output<RoleAssignmentValues[]>;
}

/** What the identity of a function may do, granted, or told to whoever may grant it. */
export function functionRoles<Reached extends object>(
  name: string,
  settings: {
    readonly createRoleAssignments: boolean;
    readonly roles: GrantedRoles<Reached>;
    readonly reached: { readonly [Name in keyof Reached]: pulumi.Output<Reached[Name]> };
    readonly principalId: pulumi.Output<string>;
  },
  opts: pulumi.CustomResourceOptions,
): FunctionRoles {
  const { roles } = settings;
  const assignments = pulumi
    .all([pulumi.output(settings.reached), settings.principalId])
    .apply(([reached, principalId]) => roleAssignmentsOf(roles, reached as Reached, principalId));
  if (!settings.createRoleAssignments)
    return { made: [], required: assignments.apply((all) => Object.values(all)) };
  const made = Object.keys(roles).map((key) =>
    roleAssignmentResource(
      `${name}-${key}`,
      assignments.apply((all) => all[key]!),
      opts,
    ),
  );
  return { made, required: pulumi.output([]) };
}

/** A role assignment as a resource. */
export function roleAssignmentResource(
  name: string,
  values: pulumi.Output<RoleAssignmentValues>,
  opts: pulumi.CustomResourceOptions,
): authorization.RoleAssignment {
  return new authorization.RoleAssignment(
    name,
    {
      roleAssignmentName: values.name,
      scope: values.scope,
      roleDefinitionId: values.roleDefinitionId,
      principalId: values.principalId,
      principalType: values.principalType,
    },
    // Another scope, role or principal has another name, so a real change replaces the assignment.
    keepingIds(opts, { scope: values.scope, roleDefinitionId: values.roleDefinitionId }),
  );
}
