import { WORKSPACES } from "../arm/api-versions";
import type { ArmType } from "../arm/arm-type";
import { flag, identity, integer, json, object, text } from "../arm/shapes";

const access = text({ oneOf: ["Enabled", "Disabled", "SecuredByPerimeter"] });

/** Log Analytics workspaces. */
export const workspace: ArmType = {
  type: "Microsoft.OperationalInsights/workspaces",
  apiVersions: WORKSPACES,
  name: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
    code: "InvalidResourceName",
    message: (name) => `The workspace name '${name}' is invalid: 4 to 63 letters, digits and '-'.`,
  },
  location: "required",
  identity,
  properties: object({
    defaultDataCollectionRuleResourceId: text(),
    features: json,
    forceCmkForQuery: flag,
    publicNetworkAccessForIngestion: access,
    publicNetworkAccessForQuery: access,
    retentionInDays: integer({ min: 7, max: 730 }),
    sku: object(
      {
        name: text({
          oneOf: [
            "PerGB2018",
            "CapacityReservation",
            "Free",
            "Standalone",
            "PerNode",
            "Premium",
            "Standard",
            "LACluster",
          ],
        }),
        capacityReservationLevel: integer(),
      },
      ["name"],
    ),
    workspaceCapping: json,
  }),
  readOnly: ["createdDate", "customerId", "modifiedDate", "privateLinkScopedResources", "provisioningState"],
  longRunning: "azure-async-operation",
  put: ({ ids }, { body, before }) => ({
    ...body,
    properties: {
      sku: { name: "PerGB2018" },
      retentionInDays: 30,
      publicNetworkAccessForIngestion: "Enabled",
      publicNetworkAccessForQuery: "Enabled",
      ...body.properties,
      customerId: before?.properties["customerId"] ?? ids.uuid(),
      provisioningState: "Succeeded",
    },
  }),
};
