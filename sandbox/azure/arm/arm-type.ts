import type { SandboxClock } from "../../cloud/clock";
import type { CloudError } from "../../cloud/cloud-error";
import type { Ids } from "../../cloud/ids";
import type { Shape } from "../../cloud/resources/shape";
import type { Machines } from "../compute/machines";
import type { ManagedRuns } from "../compute/managed-run-command";
import type { ArmBody, ArmResource } from "./arm-resource";
import type { ArmTable } from "./arm-table";
import type { Directory } from "./directory";
import type { OperationWork } from "./http/operations";
import type { Registrations } from "./registrations";
import type { Roles } from "./roles";
import type { ServiceEndpoints } from "./service-endpoints";

/** What the types of Resource Manager may use. */
export interface ArmContext {
  readonly tenantId: string;
  readonly clock: SandboxClock;
  readonly ids: Ids;
  readonly resources: ArmTable;
  readonly registrations: Registrations;
  readonly directory: Directory;
  readonly roles: Roles;
  readonly endpoints: ServiceEndpoints;
  /** The insides of the virtual machines. */
  readonly machines: Machines;
  /** What became of the managed commands of virtual machines. */
  readonly managedRuns: ManagedRuns;
  /** Names of the whole world's accounts, apps and vaults that somebody else has, in lower case. */
  readonly takenNames: Set<string>;
  /** Knobs of Azure SQL. */
  readonly sql: {
    /** How many firewall rules a server takes. @default 256; 255 was measured too (MicrosoftDocs/azure-docs 120445) */
    mostFirewallRules: number;
  };
  /** Changes a resource through its type, as the services of Azure do for each other. */
  put(id: string, body: ArmBody): Promise<ArmResource>;
}

export interface PutRequest {
  readonly id: string;
  readonly name: string;
  /** Checked against the type's shape, without read-only properties. */
  readonly body: ArmBody & { readonly properties: Readonly<Record<string, unknown>> };
  readonly before: ArmResource | undefined;
  /** Object id of the principal that calls. */
  readonly caller: string;
}

/** What a call of `…/resource/action` does. */
export type ArmAction = (
  context: ArmContext,
  resource: ArmResource,
  body: Record<string, unknown>,
) => unknown;

/**
 * What Resource Manager knows of one resource type. Every method refuses with a `CloudError` that has the code and the
 * message of the service behind the type; it leaves nothing behind when it refuses.
 */
export interface ArmType {
  /** For example `Microsoft.Storage/storageAccounts`. */
  readonly type: string;
  readonly apiVersions: readonly string[];
  /** The name, and how the service says that it is none. @default 1 to 80 letters, digits, `_`, `.` and `-` */
  readonly name?: {
    readonly pattern: RegExp;
    readonly code: string | ((name: string) => string);
    readonly message: (name: string) => string;
  };
  /** `required`: a Region. `global`: only `global`. `none`: the type has none. */
  readonly location: "required" | "global" | "none";
  /** Whether it has tags. @default true where it has a location */
  readonly tags?: boolean;
  readonly kind?: Shape;
  readonly sku?: Shape;
  readonly identity?: Shape;
  /** Whether it can be put into zones. @default false */
  readonly hasZones?: boolean;
  readonly properties: Shape;
  /** Members of the body that have to be there, such as `sku`. */
  readonly required?: readonly string[];
  /** Properties that are dropped when a caller sends them. */
  readonly readOnly: readonly string[];
  /** Paths whose change is refused, such as `kind` or `properties.isHnsEnabled`. */
  readonly createOnly?: readonly string[];
  /**
   * How PUT and DELETE are answered: at once, or as a long-running operation. `accepted`: always with 202 and without the
   * resource. @default at once
   */
  readonly longRunning?: "azure-async-operation" | "location" | "accepted";
  /** Names that exist with each parent without being made, and what they are then. */
  readonly implicit?: {
    readonly names: readonly string[];
    properties(context: ArmContext, id: string): Record<string, unknown>;
  };
  /** Fills in what is left out and what only the service knows. @default the properties as they are */
  put?(context: ArmContext, request: PutRequest): ArmBody | Promise<ArmBody>;
  /** Runs once the resource stands in the table. */
  afterPut?(context: ArmContext, resource: ArmResource, request: PutRequest): Promise<void>;
  /** Actions on other resources that whoever writes this one needs too. */
  linked?(body: ArmBody): readonly { readonly action: string; readonly scope: string }[];
  /**
   * How the service says that there is no parent, to every call. @default Resource Manager says `ParentResourceNotFound` to
   * PUT
   */
  missingParent?(context: ArmContext, parentId: string): CloudError;
  /** Writes the whole collection (PUT without a name): what is not in the body goes. @default refused */
  replaceAll?(context: ArmContext, parent: ArmResource, body: unknown): Promise<void>;
  /** How the long-running operation of a PUT goes on. @default it has ended when the polls are over */
  work?(context: ArmContext, resource: ArmResource): OperationWork;
  /** Runs when the long-running operation of a PUT has ended. */
  afterOperation?(context: ArmContext, id: string): Promise<void>;
  /** Refuses to delete what is in use. */
  beforeDelete?(context: ArmContext, resource: ArmResource): void | Promise<void>;
  afterDelete?(context: ArmContext, resource: ArmResource): void | Promise<void>;
  /** What `$expand` may ask for where one resource is read. @default anything, which is not looked at */
  readonly expands?: readonly string[];
  /** Properties as GET shows them. @param expand what `$expand` asks for @default all of them */
  view?(context: ArmContext, resource: ArmResource, expand: string): Record<string, unknown>;
  /** The name that is shown, where it is not the end of the id. */
  shownName?(resource: ArmResource): string;
  /** Whether its lists come in pages. @default false */
  readonly isPaged?: boolean;
  /** How its lists read their query, with what they expand. @default `$filter` and `$top` of Resource Manager */
  readonly listQuery?: (
    resources: readonly ArmResource[],
    query: URLSearchParams,
  ) => { readonly resources: readonly ArmResource[]; readonly expand: string };
  /** By method and path below the resource, in lower case: `post listkeys`, `get config/web`. */
  readonly actions?: Readonly<Record<string, ArmAction>>;
  /** Actions that are answered with 202 and go on, by method and path as well; an `OperationWork` says how they end. */
  readonly longRunningActions?: Readonly<Record<string, ArmAction>>;
}
