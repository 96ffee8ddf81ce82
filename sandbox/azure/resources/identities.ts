import { CloudError } from "../../cloud/cloud-error";
import type { ArmResource } from "../arm/arm-resource";
import type { ArmContext, PutRequest } from "../arm/arm-type";

/**
 * The `identity` of a resource with the ids of its principals: its own where it has one, and those that were made by
 * themselves.
 *
 * @throws CloudError when an identity does not exist
 */
export function withPrincipals(
  { resources, ids, tenantId, directory }: ArmContext,
  { body, before }: Pick<PutRequest, "body" | "before">,
): ArmResource["identity"] {
  const { identity } = body;
  if (identity === undefined || identity["type"] === "None") return undefined;
  const type = String(identity["type"]);
  const assigned = Object.keys((identity["userAssignedIdentities"] ?? {}) as object);
  if (type.includes("UserAssigned") !== assigned.length > 0) {
    throw new CloudError(
      "InvalidIdentityValues",
      `The identity type '${type}' does not go with ${assigned.length} user assigned identities.`,
    );
  }
  const userAssigned = assigned.map((id) => {
    const found = resources.get(id);
    if (found?.type !== "Microsoft.ManagedIdentity/userAssignedIdentities") {
      throw new CloudError(
        "FailedIdentityOperation",
        `Identity operation failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. ` +
          `Response: The user assigned identity '${id}' was not found.'`,
      );
    }
    const { principalId, clientId } = found.properties;
    return [id, { principalId, clientId }] as const;
  });
  const own = { principalId: before?.identity?.["principalId"] ?? ids.uuid(), tenantId };
  if (type.includes("SystemAssigned") && !before?.identity?.["principalId"])
    directory.add(String(own.principalId));
  return {
    type: type.replace(",U", ", U"),
    ...(type.includes("SystemAssigned") ? own : {}),
    ...(userAssigned.length > 0 ? { userAssignedIdentities: Object.fromEntries(userAssigned) } : {}),
  };
}
