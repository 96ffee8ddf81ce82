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
  const parts = id.slice(id.toLowerCase().lastIndexOf("/providers/") + "/providers/".length).split("/");
  const [namespace, ...rest] = parts;
  return [namespace, ...rest.filter((_part, index) => index % 2 === 0)].join("/");
}

/** Whether an id is the scope itself or lies in it. Casing makes no difference. */
export function isWithin(id: string, scope: string): boolean {
  const [inner, outer] = [id.toLowerCase(), scope.toLowerCase().replace(/\/$/, "")];
  return inner === outer || inner.startsWith(`${outer}/`);
}
