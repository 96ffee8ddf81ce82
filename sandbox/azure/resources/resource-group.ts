import { RESOURCES } from "../arm/api-versions";
import type { ArmType } from "../arm/arm-type";
import { object, text } from "../arm/shapes";

export const resourceGroup: ArmType = {
  type: "Microsoft.Resources/resourceGroups",
  apiVersions: RESOURCES,
  name: {
    pattern: /^[-\w.()]{0,89}[-\w()]$/,
    code: "InvalidResourceGroup",
    message: (name) => `The provided resource group name '${name}' has these invalid characters or length.`,
  },
  location: "required",
  properties: object({ provisioningState: text() }),
  readOnly: ["provisioningState"],
  put: (_context, { body }) => ({ ...body, properties: { provisioningState: "Succeeded" } }),
};
