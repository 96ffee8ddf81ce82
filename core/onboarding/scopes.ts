import { list, type Rule, required } from "../checks";

const SCOPE =
  /^\/subscriptions\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\/resourceGroups\/[\w().-]{0,89}[\w()-])?$/i;

export const SCOPE_EXAMPLE =
  "/subscriptions/00000000-0000-0000-0000-000000000000, or a resource group in it: /subscriptions/…/resourceGroups/shop";

/** The ARM id of a subscription, or of a resource group. */
export const scope: Rule<string> = (value, checks) =>
  typeof value === "string" && SCOPE.test(value) ? value : checks.must(`look like ${SCOPE_EXAMPLE}`, value);

export const scopes = list(required(scope), { least: 1 });

/** Two scopes are one when this is the same: ids compare without case. */
export const scopeKey = (id: string): string => id.toLowerCase();

/**
 * Scopes in lower case, each once, so that no machine is in two of them: a resource group whose subscription is a scope too
 * is left out.
 */
export function distinctScopes(ids: readonly string[]): string[] {
  const all = [...new Set(ids.map(scopeKey))].sort();
  return all.filter((id) => !all.some((other) => isWithin(id, other)));
}

/** Whether a resource, or a resource group, is within a scope. */
export function isWithin(id: string, scopeId: string): boolean {
  return id.toLowerCase().startsWith(`${scopeKey(scopeId)}/`);
}

/** The scope that a resource is in; undefined when it is in none. */
export function scopeOf(resourceId: string, ids: Iterable<string>): string | undefined {
  for (const id of ids) if (isWithin(resourceId, id)) return id;
  return undefined;
}

/** Why a machine is not watched; undefined when it is. @param ids all that there are, if undefined */
export function outsideReason(resourceId: string, ids: readonly string[] | undefined): string | undefined {
  if (ids === undefined || scopeOf(resourceId, ids) !== undefined) return undefined;
  const [group = resourceId] = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(resourceId) ?? [];
  return `it is outside of the scopes: neither ${group} nor its subscription is one of them`;
}
