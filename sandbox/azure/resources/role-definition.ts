import { CloudError } from "../../cloud/cloud-error";
import { ROLE_DEFINITIONS } from "../arm/api-versions";
import { nameOf } from "../arm/arm-resource";
import type { ArmType } from "../arm/arm-type";
import { list, object, text, texts } from "../arm/shapes";

const permissions = object({
  actions: texts,
  notActions: texts,
  dataActions: texts,
  notDataActions: texts,
  condition: text(),
  conditionVersion: text(),
});

/** Roles of a tenant's own. Azure's built-in ones stand at every scope. */
export const roleDefinition: ArmType = {
  type: "Microsoft.Authorization/roleDefinitions",
  apiVersions: ROLE_DEFINITIONS,
  name: {
    pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    code: "RoleDefinitionIdInvalid",
    message: (name) =>
      `The role definition ID '${name}' is not valid. The role definition ID must be a GUID.`,
  },
  location: "none",
  properties: object(
    {
      assignableScopes: list(text(), { min: 1 }),
      description: text(),
      permissions: list(permissions),
      roleName: text({ min: 1, max: 512 }),
      type: text({ oneOf: ["CustomRole"] }),
    },
    ["roleName", "permissions", "assignableScopes"],
  ),
  readOnly: ["createdBy", "createdOn", "updatedBy", "updatedOn"],
  put({ resources, roles }, { id, body }) {
    const { roleName } = body.properties as { roleName: string };
    const same = (name: string) => name.toLowerCase() === roleName.toLowerCase();
    const others = resources
      .list("Microsoft.Authorization/roleDefinitions")
      .filter(({ name }) => name !== nameOf(id));
    if (
      roles.builtIn.some((role) => same(role.roleName)) ||
      others.some(({ properties }) => same(String(properties["roleName"])))
    ) {
      throw new CloudError(
        "RoleDefinitionWithSameNameExists",
        `A custom role with the same name already exists in this directory. Use a different name than '${roleName}'.`,
        409,
      );
    }
    return { properties: { ...body.properties, type: "CustomRole" } };
  },
  beforeDelete({ resources }, { name }) {
    const isUsed = resources
      .list("Microsoft.Authorization/roleAssignments")
      .some(
        ({ properties }) =>
          nameOf(String(properties["roleDefinitionId"])).toLowerCase() === name.toLowerCase(),
      );
    if (!isUsed) return;
    throw new CloudError(
      "RoleDefinitionHasAssignments",
      "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments).",
    );
  },
};
