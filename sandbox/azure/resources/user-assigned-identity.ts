import { MANAGED_IDENTITY } from "../arm/api-versions";
import type { ArmType } from "../arm/arm-type";
import { object, text } from "../arm/shapes";

/** An identity of its own. A new one is not found in the directory at once. */
export const userAssignedIdentity: ArmType = {
  type: "Microsoft.ManagedIdentity/userAssignedIdentities",
  apiVersions: MANAGED_IDENTITY,
  name: {
    pattern: /^[A-Za-z0-9][\w-]{2,127}$/,
    code: "BadRequest",
    message: (name) =>
      `The resource name '${name}' is invalid: 3 to 128 letters, digits, '_' and '-', with a letter or a digit first.`,
  },
  location: "required",
  properties: object({ isolationScope: text({ oneOf: ["None", "Regional"] }) }),
  readOnly: ["clientId", "principalId", "tenantId"],
  put: ({ ids, tenantId, directory }, { body, before }) => {
    const known = before?.properties ?? { tenantId, principalId: ids.uuid(), clientId: ids.uuid() };
    if (!before) directory.add(String(known["principalId"]));
    return { ...body, properties: { ...known, ...body.properties } };
  },
  afterDelete: ({ directory }, { properties }) => directory.remove(String(properties["principalId"])),
};
