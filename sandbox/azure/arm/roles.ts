import { type ArmResource, nameOf } from "./arm-resource";
import type { ArmTable } from "./arm-table";

export interface BuiltInRole {
  /** The GUID in which its id ends. */
  readonly name: string;
  readonly roleName: string;
  readonly permissions: readonly object[];
}

/** Roles that can be assigned: Azure's own, and those of the table. */
export class Roles {
  constructor(readonly builtIn: readonly BuiltInRole[]) {}

  /** @param name a GUID in lower case */
  has(resources: ArmTable, name: string): boolean {
    return (
      this.builtIn.some((role) => role.name === name) ||
      resources
        .list("Microsoft.Authorization/roleDefinitions")
        .some((role) => nameOf(role.id).toLowerCase() === name)
    );
  }

  /** The built-in roles as they are seen at a scope. */
  views(scope: string): ArmResource[] {
    const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? "";
    return this.builtIn.map((role) => view(subscription, role));
  }

  /** The built-in role of an id, if it is one. */
  view(id: string): ArmResource | undefined {
    const found = this.builtIn.find(({ name }) => name === nameOf(id).toLowerCase());
    return found && view(/^\/subscriptions\/[^/]+/i.exec(id)?.[0] ?? "", found);
  }
}

const NOTHING = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

function view(subscription: string, { name, roleName, permissions }: BuiltInRole): ArmResource {
  return {
    id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${name}`,
    name,
    type: "Microsoft.Authorization/roleDefinitions",
    properties: {
      roleName,
      type: "BuiltInRole",
      description: roleName,
      assignableScopes: ["/"],
      permissions: permissions.map((one) => ({ ...NOTHING, ...one })),
    },
  };
}
