import type { Fields } from "../property-shape";

/** Property that names the secret of the firewall. */
export const FIREWALL_SECRET = "firewallSecretArn";

/** Properties of a binding that are no text. */
export const BINDING_FIELDS: Fields = {
  all: "flag",
  includePublicIp: "flag",
  onlyOnline: "flag",
  persistent: "flag",
  maxAddresses: "number",
  maxRemovedShare: "number",
  addressGroup: { fields: { existing: "flag" } },
  rule: { fields: { disabled: "flag", logEnd: "flag" } },
  adopt: "flag",
};
