import type { PanosApi } from "./panos-api";
import { attribute, elementAt, elements, textAt } from "./xml";

/**
 * A lock that an administrator holds. While it is held, no other administrator can change that part of the
 * configuration, or commit.
 */
export interface PanosLock {
  readonly kind: "config" | "commit";
  readonly admin: string;
  /** A virtual system, a device group, or `shared` for the whole system. */
  readonly scope: string;
  readonly comment?: string;
}

/**
 * Reads the locks of configuration and commits.
 *
 * UNCONFIRMED: what an entry holds beside the administrator's name; without a scope, the whole system is meant.
 *
 * @see PaloAltoNetworks/pan-os-upgrade-assurance, `show config-locks`, `show commit-locks`
 */
export async function readLocks(api: PanosApi): Promise<PanosLock[]> {
  const kinds = await Promise.all((["config", "commit"] as const).map((kind) => locksOf(api, kind)));
  return kinds.flat();
}

async function locksOf(api: PanosApi, kind: PanosLock["kind"]): Promise<PanosLock[]> {
  const name = `${kind}-locks`;
  const response = await api.call({
    what: `to show ${kind} locks`,
    params: { type: "op", cmd: `<show><${name}/></show>` },
    repeatable: true,
  });
  return elements(elementAt(response, "result", name), "entry").map((entry) => {
    const comment = textAt(entry, "comment");
    return {
      kind,
      admin: attribute(entry, "name") ?? "an unnamed administrator",
      scope: textAt(entry, "name") || "shared",
      ...(comment && { comment }),
    };
  });
}
