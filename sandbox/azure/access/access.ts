import type { SandboxClock } from "../../cloud/clock";
import { CloudError } from "../../cloud/cloud-error";
import type { Ids } from "../../cloud/ids";
import { isWithin } from "../arm/arm-resource";
import type { ArmTable } from "../arm/arm-table";
import { BUILT_IN_ROLES } from "./built-in-roles";
import { findRole, permits } from "./permissions";
import { type Principal, Principals } from "./principals";
import { type IssuedToken, TokenError, Tokens } from "./tokens";

/**
 * Who may do what: principals, their tokens, and role-based access control over the table of resources.
 *
 * Every door of the sandbox asks here: `callerOf` reads the `Authorization` header, `allows` looks for a role assignment
 * at the scope or above it. Role assignments and custom roles are resources of the table
 * (`<scope>/providers/Microsoft.Authorization/roleAssignments/<guid>`), so making one grants and deleting it revokes.
 */
export class Access {
  readonly principals: Principals;
  readonly tokens: Tokens;
  /**
   * How long an assignment made from now on stands in the table before it counts, in milliseconds of the sandbox clock.
   * Azure takes up to ten minutes. @default 0
   */
  assignmentDelayInMs = 0;
  readonly #clock: SandboxClock;
  readonly #resources: ArmTable;
  /** When an assignment begins to count, by its id in lower case. */
  readonly #effective = new Map<string, number>();

  constructor(settings: AccessSettings) {
    this.#clock = settings.clock;
    this.#resources = settings.resources;
    this.principals = new Principals(settings.resources, settings.ids);
    this.tokens = new Tokens(settings.clock, settings.tenantId);
    settings.resources.onChange(({ before, after }) => {
      const id = (after ?? before)!.id.toLowerCase();
      if (!id.includes("/providers/microsoft.authorization/roleassignments/")) return;
      if (after === undefined) this.#effective.delete(id);
      else if (before === undefined) this.#effective.set(id, this.#clock.now() + this.assignmentDelayInMs);
    });
  }

  /** Who may do everything with resources, and nothing with data until a role says so, as an Owner in Azure. */
  get deployer(): Principal {
    return this.principals.deployer;
  }

  /** @param siteId the function app that asks for the token @throws CloudError for an unknown principal */
  issue(principalId: string, audience: string, siteId?: string): IssuedToken {
    const principal = this.principals.find(principalId);
    if (principal === undefined) {
      throw new CloudError("PrincipalNotFound", `Principal ${principalId} does not exist in the directory.`);
    }
    return this.tokens.issue(principal, audience, siteId);
  }

  /**
   * Who makes a call.
   *
   * @param audiences any of which the token may be for @throws TokenError
   */
  callerOf(authorization: string | undefined, audiences: readonly string[]): Caller {
    const claims = this.tokens.read(authorization, audiences);
    const principal = this.principals.find(claims.oid);
    if (principal === undefined) {
      throw new TokenError(
        "unknown-principal",
        "InvalidAuthenticationToken",
        `The access token is invalid: the principal ${claims.oid} does not exist any more.`,
      );
    }
    return { principal, siteId: claims.xms_az_rid };
  }

  /** Whether a role that counts by now allows the action at the scope. */
  allows({ principalId, action, isDataAction = false, scope }: AccessQuestion): boolean {
    if (principalId === this.deployer.objectId && permits(BUILT_IN_ROLES[0]!, action, isDataAction)) {
      return true;
    }
    return this.#resources.list("Microsoft.Authorization/roleAssignments").some(({ id, properties }) => {
      if (properties["principalId"] !== principalId || !isWithin(scope, scopeOf(id))) return false;
      if (this.#clock.now() < (this.#effective.get(id.toLowerCase()) ?? 0)) return false;
      const role = findRole(this.#resources, String(properties["roleDefinitionId"]));
      return role !== undefined && permits(role, action, isDataAction);
    });
  }

  /** For Resource Manager: an action on a resource. @throws CloudError `AuthorizationFailed` */
  check(principalId: string, action: string, scope: string): void {
    if (this.allows({ principalId, action, scope })) return;
    throw new CloudError(
      "AuthorizationFailed",
      `The client '${principalId}' with object id '${principalId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
      403,
    );
  }
}

export interface AccessSettings {
  readonly tenantId: string;
  readonly clock: SandboxClock;
  readonly ids: Ids;
  readonly resources: ArmTable;
}

/** Who makes a call, and from where. */
export interface Caller {
  readonly principal: Principal;
  /** The function app in which the token was fetched; undefined outside of all of them. */
  readonly siteId: string | undefined;
}

export interface AccessQuestion {
  readonly principalId: string;
  /** For example `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read`. */
  readonly action: string;
  /** Whether it is an action on data, which `actions` of a role do not cover. @default false */
  readonly isDataAction?: boolean;
  /** The id of the resource. */
  readonly scope: string;
}

/** What an assignment stands at: everything before its own provider. */
function scopeOf(assignmentId: string): string {
  return assignmentId.slice(0, assignmentId.toLowerCase().lastIndexOf("/providers/microsoft.authorization/"));
}
