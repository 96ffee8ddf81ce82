import type { Caller } from "../access/access";
import { AUDIENCES } from "../access/audiences";
import { TokenError } from "../access/tokens";
import type { ArmResource } from "../arm/arm-resource";
import type { Foundation } from "../foundation";
import { networkVerdict } from "../network/network-rules";
import { scopeOf } from "./accounts";
import type { Operation } from "./operations/operation";
import { refusals } from "./storage-error";
import type { StorageService } from "./storage-service";

type Needs = Pick<Foundation, "access" | "resources">;

/** How a call says who makes it. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** Whether the query carries a shared access signature. */
  readonly hasSignature: boolean;
}

/**
 * Decides over a call: network rules first, then who makes it, then the role at the container, queue or table or above.
 *
 * @returns whether the call is signed with a key of the account, which Azurite then verifies
 * @throws StorageError
 */
export function authorize(
  cloud: Needs,
  account: ArmResource,
  service: StorageService,
  operations: readonly Operation[],
  credentials: Credentials,
): { readonly isSigned: boolean } {
  const caller = callerOf(cloud, account, service, credentials);
  const siteId = caller instanceof TokenError || caller === undefined ? undefined : caller.siteId;
  const verdict = networkVerdict(cloud.resources, account, service, siteId);
  if (verdict === "refused" || verdict === "disabled") throw refusals.network();
  if (caller instanceof TokenError) throw refusals.invalidToken(caller.message);
  if (caller !== undefined) {
    for (const operation of operations) requireRole(cloud, account, service, operation, caller);
    return { isSigned: false };
  }
  if (credentials.authorization === undefined && !credentials.hasSignature) {
    const isClosed = account.properties["allowBlobPublicAccess"] !== true;
    const wantsPublic = service === "blob" && operations.every(({ isPublicRead }) => isPublicRead === true);
    throw isClosed && wantsPublic ? refusals.publicAccess() : refusals.noAuthentication();
  }
  if (account.properties["allowSharedKeyAccess"] === false) throw refusals.keysNotPermitted();
  return { isSigned: true };
}

/** Undefined for a call without a token. */
function callerOf(
  { access }: Needs,
  account: ArmResource,
  service: StorageService,
  { authorization }: Credentials,
): Caller | TokenError | undefined {
  if (authorization === undefined || /^SharedKey(Lite)? /i.test(authorization)) return undefined;
  const audiences = [...AUDIENCES.storage, `https://${account.name}.${service}.core.windows.net`];
  try {
    return access.callerOf(authorization, audiences);
  } catch (error) {
    if (error instanceof TokenError) return error;
    throw error;
  }
}

function requireRole(
  { access }: Needs,
  account: ArmResource,
  service: StorageService,
  operation: Operation,
  { principal }: Caller,
): void {
  const scope = scopeOf(account, service, operation.target);
  const isAllowed = operation.anyOf.some((needed) =>
    needed.every((permission) => access.allows({ principalId: principal.objectId, scope, ...permission })),
  );
  if (!isAllowed) throw refusals.noPermission();
}
