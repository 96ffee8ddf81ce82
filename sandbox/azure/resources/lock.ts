import { LOCKS } from "../arm/api-versions";
import type { ArmType } from "../arm/arm-type";
import { json, list, object, text } from "../arm/shapes";

/** Keeps what is in its scope from being deleted or changed. */
export const lock: ArmType = {
  type: "Microsoft.Authorization/locks",
  apiVersions: LOCKS,
  name: {
    pattern: /^[^<>%&:\\?/]{1,260}$/,
    code: "InvalidResourceName",
    message: (name) => `The lock name '${name}' has characters that are not allowed, or more than 260.`,
  },
  location: "none",
  properties: object(
    { level: text({ oneOf: ["CanNotDelete", "ReadOnly"] }), notes: text({ max: 512 }), owners: list(json) },
    ["level"],
  ),
  readOnly: [],
};
