import { NETWORK } from "../arm/api-versions";
import { isSameId } from "../arm/arm-resource";
import type { ArmType } from "../arm/arm-type";
import { flag, integer, json, list, named, object, text, texts } from "../arm/shapes";

const securityRule = object(
  {
    access: text({ oneOf: ["Allow", "Deny"] }),
    description: text({ max: 140 }),
    destinationAddressPrefix: text(),
    destinationAddressPrefixes: texts,
    destinationApplicationSecurityGroups: list(json),
    destinationPortRange: text(),
    destinationPortRanges: texts,
    direction: text({ oneOf: ["Inbound", "Outbound"] }),
    priority: integer({ min: 100, max: 4096 }),
    protocol: text({ oneOf: ["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"] }),
    provisioningState: text(),
    sourceAddressPrefix: text(),
    sourceAddressPrefixes: texts,
    sourceApplicationSecurityGroups: list(json),
    sourcePortRange: text(),
    sourcePortRanges: texts,
  },
  ["access", "direction", "priority", "protocol"],
);

export const networkSecurityGroup: ArmType = {
  type: "Microsoft.Network/networkSecurityGroups",
  apiVersions: NETWORK,
  location: "required",
  properties: object({ flushConnection: flag, securityRules: named(securityRule) }),
  readOnly: [
    "provisioningState",
    "resourceGuid",
    "defaultSecurityRules",
    "flowLogs",
    "networkInterfaces",
    "subnets",
  ],
  longRunning: "azure-async-operation",
  put: ({ ids }, { body, before }) => ({
    ...body,
    properties: {
      securityRules: [],
      ...body.properties,
      resourceGuid: before?.properties["resourceGuid"] ?? ids.uuid(),
      provisioningState: "Succeeded",
    },
  }),
  // Its flow log goes with it.
  async afterDelete({ resources }, group) {
    for (const log of resources.list("Microsoft.Network/networkWatchers/flowLogs")) {
      if (isSameId(log.properties["targetResourceId"], group.id)) await resources.delete(log.id);
    }
  },
};
