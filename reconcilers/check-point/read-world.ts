import { type CheckPointSession, isCheckPointError } from "../../clients/check-point";
import type { CheckPointWorld, ReadHost } from "../../core/check-point/host-plan";
import type { FirewallHost, LeavingHost } from "../onboarding/ports";

export interface WorldReading extends CheckPointWorld {
  /** Why a host or a group could not be read, by its name. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** Looks up hosts by their names, and the groups that matter for them: one call each. */
export async function readWorld(
  session: CheckPointSession,
  hosts: readonly FirewallHost[],
  leaving: readonly LeavingHost[],
  managed: readonly string[],
): Promise<WorldReading> {
  const unreadable = new Map<string, string>();
  const found = new Map<string, ReadHost>();
  for (const name of new Set([...hosts, ...leaving].map((host) => host.name))) {
    const host = await readable(name, unreadable, () => session.showHost(name));
    if (host !== undefined) found.set(name, host);
  }
  const wanted = hosts.flatMap(({ name, groups, former = [] }) =>
    found.has(name) ? [...groups, ...former] : groups,
  );
  const left = leaving.filter(({ name }) => found.has(name)).flatMap(({ groups }) => groups);
  const others = found.size === 0 ? [] : managed;
  const groups = new Map<string, ReadonlySet<string>>();
  for (const name of new Set([...wanted, ...left, ...others])) {
    const group = await readable(name, unreadable, () => session.showGroup(name));
    if (group !== undefined) groups.set(name, new Set(group.members));
  }
  return { hosts: found, groups, unreadable };
}

/** A refusal is about this one object; anything else ends the run. */
async function readable<T>(
  name: string,
  unreadable: Map<string, string>,
  read: () => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!isCheckPointError(error) || error.kind === "session") throw error;
    unreadable.set(name, error.message);
    return undefined;
  }
}
