import { notFound } from "../pce-error";
import type { PceStore } from "../pce-store";
import { closed, list, openReference } from "../schema";
import type { Reference } from "../table";
import type { PolicyRow } from "./policy";
import { kindOf } from "./references";

/** An object whose draft and active forms differ. */
export interface Pending {
  readonly kind: string;
  readonly row: PolicyRow;
}

/** Hrefs of draft objects by kind. */
export type Subset = Readonly<Record<string, readonly Reference[]>>;

const KINDS = [
  "label_groups",
  "services",
  "rule_sets",
  "ip_lists",
  "virtual_services",
  "firewall_settings",
  "secure_connect_gateways",
  "virtual_servers",
  "enforcement_boundaries",
];

export const subsetSchema = closed(Object.fromEntries(KINDS.map((kind) => [kind, list(openReference)])));

/** Everything that is pending, by draft href. */
export function pendingChanges(store: PceStore): Map<string, Pending> {
  const found = new Map<string, Pending>();
  for (const { path } of store.definitions) {
    const kind = kindOf(path);
    if (kind === undefined) continue;
    for (const row of store.table<PolicyRow>(path).live()) {
      if (row.update_type !== null) found.set(row.href, { kind, row });
    }
  }
  return found;
}

/**
 * The pending changes that a subset names. Without a subset everything that is pending is meant, also what others
 * changed.
 *
 * @throws PceError 404 for an object that is not pending
 */
export function chosen(pending: ReadonlyMap<string, Pending>, wanted: Subset | undefined): Pending[] {
  if (wanted === undefined) return [...pending.values()];
  return Object.entries(wanted).flatMap(([kind, references]) =>
    references.map(({ href }) => {
      const found = pending.get(href);
      if (found?.kind !== kind) throw notFound(href);
      return found;
    }),
  );
}

/** The answer of `GET sec_policy/pending`: an array for each kind, the settings of the firewall as one object. */
export function pendingJson(store: PceStore): Record<string, object> {
  const json: Record<string, object[]> = {};
  for (const { kind, row } of pendingChanges(store).values()) {
    const { href, name, update_type, updated_at, updated_by } = row;
    const entries = json[kind] ?? [];
    json[kind] = entries;
    entries.push({ href, name, update_type, updated_at, updated_by, caps: [] });
  }
  const { firewall_settings: settings, ...lists } = json;
  return settings === undefined ? lists : { ...lists, firewall_settings: settings[0]! };
}
