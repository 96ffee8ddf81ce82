import { invalidUri, notAcceptable } from "../pce-error";
import type { PceStore } from "../pce-store";
import type { Reference } from "../table";
import { activeHref, draftHref, type PolicyRow } from "./policy";

const known = new WeakMap<object, ReadonlySet<string>>();

/** Hrefs of the policy objects that a policy object refers to, anywhere in it. */
export function referencesOf(row: PolicyRow): ReadonlySet<string> {
  const found = known.get(row);
  if (found !== undefined) return found;
  const hrefs = new Set<string>();
  collect(row, row.href, hrefs);
  known.set(row, hrefs);
  return hrefs;
}

function collect(value: unknown, own: string, hrefs: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, entry] of Object.entries(value)) {
    if (key === "href") {
      const isOwn = entry === own || entry.startsWith(`${own}/`);
      if (!isOwn && entry.includes("/sec_policy/")) hrefs.add(entry);
    } else collect(entry, own, hrefs);
  }
}

/**
 * The draft object that a reference of a draft means. An active href means the same object.
 *
 * @throws PceError 406 `invalid_uri` when there is no such object of that kind
 */
export function draftReference(store: PceStore, kind: string, { href }: Reference): Reference {
  const draft = draftHref(href);
  if (store.table(draftPath(kind)).getLive(draft) === undefined) throw invalidUri(href);
  return { href: draft };
}

/** @throws PceError 406 `invalid_uri` when there is no such object */
export function liveReference(store: PceStore, path: string, { href }: Reference): Reference {
  if (store.table(path).getLive(href) === undefined) throw invalidUri(href);
  return { href };
}

/**
 * Refuses to delete an object that the draft or the policy in force refers to. A label group in another one counts only
 * as long as the draft has it there.
 *
 * @throws PceError 406 `KIND_referenced`
 */
export function refuseReferenced(store: PceStore, kind: string, row: PolicyRow): void {
  const inForce = activeHref(row.href);
  for (const { path } of store.definitions) {
    const name = kindOf(path);
    if (name === undefined) continue;
    for (const other of store.table<PolicyRow>(path).live()) {
      if (other.update_type !== "delete" && referencesOf(other).has(row.href)) refuse(kind, row, other);
    }
    if (name === "label_groups") continue;
    for (const other of store.policy.active(name).values()) {
      if (referencesOf(other).has(inForce)) refuse(kind, row, other);
    }
  }
}

function refuse(kind: string, { href }: PolicyRow, by: PolicyRow): never {
  throw notAcceptable(`${kind}_referenced`, `${href} is in use by ${by.href}`);
}

export const draftPath = (kind: string): string => `sec_policy/draft/${kind}`;

/** `ip_lists` for the path of draft IP lists, undefined for the path of anything that is not provisioned. */
export function kindOf(path: string): string | undefined {
  return path.startsWith("sec_policy/draft/") ? path.slice("sec_policy/draft/".length) : undefined;
}

/** The policy object of a draft or active href, as that version has it. */
export function policyRow(store: PceStore, href: string): PolicyRow | undefined {
  const [, pversion, kind = ""] = /\/sec_policy\/([^/]+)\/([^/]+)/.exec(href) ?? [];
  return pversion === "draft"
    ? store.table<PolicyRow>(draftPath(kind)).get(href)
    : store.policy.active(kind).get(href);
}
