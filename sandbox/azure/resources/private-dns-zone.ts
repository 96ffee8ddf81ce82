import { PRIVATE_DNS } from "../arm/api-versions";
import type { ArmType } from "../arm/arm-type";
import { flag, object, reference, text } from "../arm/shapes";

export const privateDnsZone: ArmType = {
  type: "Microsoft.Network/privateDnsZones",
  apiVersions: PRIVATE_DNS,
  name: {
    pattern: /^(?=.{1,253}$)[\w-]{1,63}(\.[\w-]{1,63})+$/,
    code: "BadRequest",
    message: (name) => `The private DNS zone name '${name}' is not valid: it needs two labels at least.`,
  },
  location: "global",
  properties: object({}),
  readOnly: [
    "maxNumberOfRecordSets",
    "numberOfRecordSets",
    "provisioningState",
    "internalId",
    "numberOfVirtualNetworkLinks",
  ],
  longRunning: "azure-async-operation",
  put: (_context, { body }) => ({ ...body, properties: { provisioningState: "Succeeded" } }),
};

export const privateDnsZoneLink: ArmType = {
  type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
  apiVersions: PRIVATE_DNS,
  location: "global",
  properties: object({ registrationEnabled: flag, resolutionPolicy: text(), virtualNetwork: reference }),
  readOnly: ["provisioningState", "virtualNetworkLinkState"],
  longRunning: "azure-async-operation",
  put: (_context, { body }) => ({
    ...body,
    properties: { ...body.properties, virtualNetworkLinkState: "Completed", provisioningState: "Succeeded" },
  }),
};
