import type { Caller } from "../access/access";
import { AUDIENCES } from "../access/audiences";
import { TokenError } from "../access/tokens";
import type { ArmResource } from "../arm/arm-resource";
import type { Foundation } from "../foundation";
import { networkVerdict, OUTSIDE_ADDRESS } from "../network/network-rules";
import { VaultError } from "./vault-error";

type Needs = Pick<Foundation, "access" | "resources">;

/** What a call does: its data action for roles, and its word in access policies. */
export interface VaultAction {
  /** After `Microsoft.KeyVault/vaults/secrets/`. */
  readonly dataAction: string;
  readonly policy: string;
}

/**
 * Whether the caller may do this with a secret, or with all of the vault when there is no name.
 *
 * @throws VaultError 401 without a valid token, 403 by network rules, and 403 without a role or an access policy, whichever
 * of the two the vault goes by
 */
export function authorize(
  cloud: Needs,
  vault: ArmResource,
  authorization: string | undefined,
  secret: string | undefined,
  action: VaultAction,
): void {
  const caller = callerOf(cloud, authorization);
  const who = `appid=${caller.principal.clientId};oid=${caller.principal.objectId};iss=${cloud.access.tokens.issuer}`;
  const where = `${vault.name};location=${vault.location ?? ""}`;
  requireNetwork(cloud, vault, caller, who, where);
  if (vault.properties["enableRbacAuthorization"] === true) {
    const scope = secret === undefined ? vault.id : `${vault.id}/secrets/${secret}`;
    const dataAction = `Microsoft.KeyVault/vaults/secrets/${action.dataAction}`;
    const { objectId } = caller.principal;
    if (cloud.access.allows({ principalId: objectId, action: dataAction, isDataAction: true, scope })) return;
    throw new VaultError(
      "Forbidden",
      `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: ${who}\r\nAction: '${dataAction}'\r\nResource: '${scope.toLowerCase()}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\nVault: ${where}\r\n`,
      403,
      "ForbiddenByRbac",
    );
  }
  if (policyAllows(vault, caller.principal.objectId, action.policy)) return;
  throw new VaultError(
    "Forbidden",
    `The user, group or application '${who}' does not have secrets ${action.policy} permission on key vault '${where}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    403,
    "AccessDenied",
  );
}

function callerOf({ access }: Needs, authorization: string | undefined): Caller {
  try {
    return access.callerOf(authorization, AUDIENCES.vault);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const message =
      error.reason === "missing"
        ? "AKV10000: Request is missing a Bearer or PoP token."
        : error.reason === "audience"
          ? `AKV10022: Invalid audience. Expected ${AUDIENCES.vault[0]}. ${error.message}`
          : `AKV10040: The token is not valid. ${error.message}`;
    throw new VaultError("Unauthorized", message, 401);
  }
}

function requireNetwork(
  { resources }: Needs,
  vault: ArmResource,
  { siteId }: Caller,
  who: string,
  where: string,
): void {
  const verdict = networkVerdict(resources, vault, "vault", siteId);
  if (verdict === "disabled") {
    throw new VaultError(
      "Forbidden",
      `Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\nCaller: ${who}\r\nVault: ${where}`,
      403,
      "ForbiddenByConnection",
    );
  }
  if (verdict === "refused") {
    throw new VaultError(
      "Forbidden",
      `Client address is not authorized and caller is not a trusted service.\r\nClient address: ${OUTSIDE_ADDRESS}\r\nCaller: ${who}\r\nVault: ${where}`,
      403,
      "ForbiddenByFirewall",
    );
  }
}

interface AccessPolicy {
  readonly objectId?: string;
  readonly permissions?: { readonly secrets?: readonly string[] };
}

function policyAllows(vault: ArmResource, objectId: string, word: string): boolean {
  const policies = (vault.properties["accessPolicies"] as readonly AccessPolicy[] | undefined) ?? [];
  return policies.some(
    (policy) =>
      policy.objectId === objectId &&
      (policy.permissions?.secrets ?? []).some((one) => ["all", word].includes(one.toLowerCase())),
  );
}
