import type { FirewallHost, FirewallOutcome, FirewallPort, LeavingHost } from "../onboarding/ports";

/** Why some hosts could not be placed, by vmId, and what else is to be said. */
export interface Placed {
  readonly failed: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

const NOTHING: Placed = { failed: new Map(), warnings: [] };

/**
 * A firewall that needs neither a publish nor an installation: what is placed is in force.
 *
 * @param place takes hosts in and out; throws when that cannot be done for any of them
 */
export function placedByItself(
  place: (hosts: readonly FirewallHost[], leaving: readonly LeavingHost[]) => Promise<Placed | undefined>,
): FirewallPort {
  return {
    async place(hosts, leaving, state) {
      const { failed, warnings } = (await place(hosts, leaving)) ?? NOTHING;
      const vmIds = [...new Set([...hosts, ...leaving].map(({ vmId }) => vmId))];
      const outcomes = new Map(
        vmIds.map((vmId): [string, FirewallOutcome] => {
          const reason = failed.get(vmId);
          return [vmId, reason === undefined ? { state: "placed" } : { state: "failed", reason }];
        }),
      );
      const published = new Set([...state.published, ...vmIds.filter((vmId) => !failed.has(vmId))]);
      const { sessionSince: _, ...rest } = state; // of a firewall that was changed for this one
      return {
        state: { ...rest, published: [...published] },
        outcomes,
        publishes: 0,
        calls: 0,
        problems: [],
        warnings,
      };
    },
    async install(state) {
      const vmIds = [...state.publishing, ...state.installing].flatMap((entry) => entry.vmIds);
      return {
        state: { publishing: [], published: [], installing: [] },
        installed: new Set([...state.published, ...vmIds]),
        waiting: "",
        installs: 0,
        calls: 0,
        problems: [],
      };
    },
  };
}
