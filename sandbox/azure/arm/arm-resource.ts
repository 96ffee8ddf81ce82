/** A resource as Azure Resource Manager shows it. */
export interface ArmResource {
  /** `/subscriptions/…/providers/Microsoft.Storage/storageAccounts/traffic`, in the casing of its creation. */
  readonly id: string;
  readonly name: string;
  /** For example `Microsoft.Storage/storageAccounts`. */
  readonly type: string;
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly kind?: string;
  readonly sku?: Readonly<Record<string, unknown>>;
  readonly identity?: Readonly<Record<string, unknown>>;
  readonly zones?: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What a caller sends with PUT. */
export type ArmBody = Partial<Omit<ArmResource, "id" | "name" | "type">>;

/** What happened to a resource of the table. */
export interface ArmChange {
  readonly before: ArmResource | undefined;
  /** Undefined after a deletion. */
  readonly after: ArmResource | undefined;
}

/** The type of an id: `/subscriptions/s/resourceGroups/g/providers/A.B/c/x/d/y` is `A.B/c/d`. */
export function typeOf(id: string): string {
  const start = id.toLowerCase().lastIndexOf("/providers/");
  if (start < 0)
    return id.split("/").length > 3
      ? "Microsoft.Resources/resourceGroups"
      : "Microsoft.Resources/subscriptions";
  const [namespace, ...rest] = id.slice(start + "/providers/".length).split("/");
  return [namespace, ...rest.filter((_part, index) => index % 2 === 0)].join("/");
}

/** Whether an id is the scope itself or lies in it. Casing makes no difference. */
export function isWithin(id: string, scope: string): boolean {
  const [inner, outer] = [id.toLowerCase(), scope.toLowerCase().replace(/\/$/, "")];
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** Whether two ids are those of one resource: casing makes no difference. */
export function isSameId(one: unknown, other: unknown): boolean {
  return typeof one === "string" && typeof other === "string" && one.toLowerCase() === other.toLowerCase();
}

/** The subscription of an id, in lower case. Undefined for a scope above subscriptions. */
export function subscriptionOf(id: string): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();
}

/** The id of the resource group that an id lies in. */
export function resourceGroupOf(id: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0];
}

/** The resource that this one belongs to: an account for its queue service, a network for its subnet. */
export function parentOf(id: string): string | undefined {
  const start = id.toLowerCase().lastIndexOf("/providers/");
  const parts = id.slice(start + 1).split("/");
  return start < 0 || parts.length <= 4
    ? undefined
    : id.slice(0, id.split("/").slice(-2).join("/").length * -1 - 1);
}

/** The name at the end of an id. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}
