import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import type { RoleAssignmentValues } from "../../shared/azure/roles";
import {
  DRAIN_ROLES,
  drainRoleAssignments,
  type Reached,
} from "../../shared/azure/vnet-flow-logs-to-pce/access";
import { keepingIds } from "./keeping-ids";

export interface DrainRoles {
  /** Empty where none are to be made. */
  readonly made: readonly pulumi.Resource[];
  /** Those that somebody else has to make. */
  readonly required: pulumi.Output<RoleAssignmentValues[]>;
}

/** What the identity of the function may do, granted, or told to whoever may grant it. */
export function drainRoles(
  name: string,
  settings: {
    readonly createRoleAssignments: boolean;
    readonly reached: { readonly [Name in keyof Reached]: pulumi.Output<string> };
    readonly principalId: pulumi.Output<string>;
  },
  opts: pulumi.CustomResourceOptions,
): DrainRoles {
  const assignments = pulumi
    .all([pulumi.output(settings.reached), settings.principalId])
    .apply(([reached, principalId]) => drainRoleAssignments(reached, principalId));
  if (!settings.createRoleAssignments)
    return { made: [], required: assignments.apply((all) => Object.values(all)) };
  const made = Object.keys(DRAIN_ROLES).map((key) => {
    const values = assignments.apply((all) => all[key]!);
    return new authorization.RoleAssignment(
      `${name}-${key}`,
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
  });
  return { made, required: pulumi.output([]) };
}
