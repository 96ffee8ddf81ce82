import type { Outages } from "../../../cloud/outages";
import type { CertificateAuthority } from "../../../tls/certificate-authority";
import type { AzureService } from "../../foundation";
import type { ResourceGraph } from "../../resource-graph/resource-graph";
import type { ArmResource } from "../arm-resource";
import type { ResourceManager } from "../resource-manager";
import type { Roles } from "../roles";
import type { LaggingLists } from "./lagging-lists";
import type { Operations } from "./operations";

/** Who calls, and what that principal may do. */
export interface ArmAccess {
  /** @throws CloudError with status 401 */
  callerOf(
    authorization: string | undefined,
    audiences: readonly string[],
  ): { readonly principal: { readonly objectId: string } };
  allows(question: {
    readonly principalId: string;
    readonly action: string;
    readonly scope: string;
  }): boolean;
  /** @throws CloudError `AuthorizationFailed` */
  check(principalId: string, action: string, scope: string): void;
}

/** What the routes of Resource Manager use. */
export interface ArmServices {
  readonly manager: ResourceManager;
  readonly access: ArmAccess;
  readonly operations: Operations;
  readonly outages: Outages<AzureService>;
  readonly lists: Pick<LaggingLists, "shown" | "pageSize">;
  readonly authority: CertificateAuthority;
  readonly roles: Pick<Roles, "view" | "views">;
  /** The address of Resource Manager itself. */
  endpoint(): string;
  /** A resource as it is answered. */
  show(resource: ArmResource, expand?: string): ArmResource;
  readonly resourceGraph: ResourceGraph;
}
