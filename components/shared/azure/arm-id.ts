/** Parts of the id of a resource in Azure Resource Manager. Ids are compared without regard to case. */
export interface ArmId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** For example `Microsoft.Network/virtualNetworks/subnets`. */
  readonly type: string;
  /** Name of the resource itself, the last part. */
  readonly name: string;
}

const ID =
  /^\/subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/resourceGroups\/([\w().-]{1,90})\/providers\/([\w.]+)\/([^/]+(?:\/[^/]+)+)$/i;

/** @returns undefined for a text that is no id of a resource in a resource group */
export function armId(text: string): ArmId | undefined {
  const [, subscriptionId, resourceGroup, namespace, rest = ""] = ID.exec(text) ?? [];
  const parts = rest.split("/");
  if (subscriptionId === undefined || resourceGroup === undefined || parts.length % 2 !== 0) return undefined;
  const type = [namespace, ...parts.filter((_part, index) => index % 2 === 0)].join("/");
  return { subscriptionId, resourceGroup, type, name: parts.at(-1)! };
}

/** @throws TypeError for a text that no rule has checked */
export function knownArmId(text: string): ArmId {
  const id = armId(text);
  if (id === undefined) throw new TypeError(`'${text}' is no id of a resource in Azure Resource Manager`);
  return id;
}

export function isOfType(text: string, type: string): boolean {
  return armId(text)?.type.toLowerCase() === type.toLowerCase();
}

/** The first four segments, which role definitions are below: `/subscriptions/…`. */
export function subscriptionOf(scope: string): string {
  return scope.split("/", 3).join("/");
}
