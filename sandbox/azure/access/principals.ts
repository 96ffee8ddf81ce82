import { createHash } from "node:crypto";
import type { Ids } from "../../cloud/ids";
import type { ArmResource } from "../arm/arm-resource";
import type { ArmTable } from "../arm/arm-table";

/** Who can be given a token and a role. */
export interface Principal {
  /** The `oid` of its tokens and the `principalId` of its role assignments. */
  readonly objectId: string;
  /** The `appid` of its tokens. */
  readonly clientId: string;
  readonly name: string;
  /** The identity's resource, or the resource whose own identity it is; undefined for the deployer. */
  readonly resourceId?: string;
}

/** The identities that a resource has. */
export interface Identities {
  readonly systemAssigned: Principal | undefined;
  readonly userAssigned: readonly Principal[];
}

const USER_ASSIGNED = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** The deployer, and every managed identity that stands in the table of resources. */
export class Principals {
  readonly deployer: Principal;
  readonly #resources: ArmTable;

  constructor(resources: ArmTable, ids: Ids) {
    this.#resources = resources;
    this.deployer = { objectId: ids.uuid(), clientId: ids.uuid(), name: "deployer" };
  }

  find(objectId: string): Principal | undefined {
    if (this.deployer.objectId === objectId) return this.deployer;
    for (const resource of this.#resources.list()) {
      const principal = ownPrincipal(resource);
      if (principal?.objectId === objectId) return principal;
    }
    return undefined;
  }

  /** What `identity` of a resource names: its own identity, and those that exist of the ones that were given to it. */
  of(resource: ArmResource): Identities {
    const given = Object.keys((resource.identity?.["userAssignedIdentities"] as object | undefined) ?? {});
    return {
      systemAssigned: systemAssigned(resource),
      userAssigned: given.flatMap((id) => {
        const identity = this.#resources.get(id);
        return (identity && userAssigned(identity)) ?? [];
      }),
    };
  }
}

function ownPrincipal(resource: ArmResource): Principal | undefined {
  return userAssigned(resource) ?? systemAssigned(resource);
}

function userAssigned({ id, name, type, properties }: ArmResource): Principal | undefined {
  if (type.toLowerCase() !== USER_ASSIGNED.toLowerCase()) return undefined;
  const [objectId, clientId] = [properties["principalId"], properties["clientId"]];
  if (typeof objectId !== "string" || typeof clientId !== "string") return undefined;
  return { objectId, clientId, name, resourceId: id };
}

/** Resource Manager does not show the client id of such an identity, so it follows from the object id. */
function systemAssigned({ id, name, identity }: ArmResource): Principal | undefined {
  const objectId = identity?.["principalId"];
  if (typeof objectId !== "string") return undefined;
  const hex = createHash("sha256").update(objectId).digest("hex");
  const clientId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { objectId, clientId, name, resourceId: id };
}
