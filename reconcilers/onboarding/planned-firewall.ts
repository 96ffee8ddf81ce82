import { whyClosed } from "../../core/check-point/install-window";
import { counted } from "../../core/counted";
import type { CheckPointDefinition } from "../../core/onboarding";
import type { Notes } from "./planned-action";
import type { FirewallHost, FirewallPort, FirewallState, Installing, LeavingHost } from "./ports";

/**
 * A firewall that is not logged on to, and of which writes are noted down: what is published and installed follows from the
 * state that runs hand to each other.
 */
export function plannedFirewall(checkPoint: CheckPointDefinition, notes: Notes): FirewallPort {
  const isPublished = checkPoint.mode === "static-objects";
  return {
    async place(hosts, leaving, state) {
      noteHosts(notes, hosts, leaving);
      const vmIds = [...new Set([...hosts, ...leaving].map(({ vmId }) => vmId))];
      if (isPublished && state.sessionSince !== undefined)
        notes.add(
          "Check Point",
          "discard the session that an earlier run left open, where it is still there",
        );
      if (isPublished && vmIds.length > 0)
        notes.add("Check Point", `publish ${counted(vmIds.length, "host")}, where one is not so already`);
      const outcomes = new Map(vmIds.map((vmId) => [vmId, { state: "placed" as const }]));
      return { state: published(state, vmIds), outcomes, publishes: 0, calls: 0, problems: [] };
    },
    install: async (state, now) =>
      isPublished ? plannedInstall(checkPoint, notes, state, now) : installedAll(state),
  };
}

function noteHosts(notes: Notes, hosts: readonly FirewallHost[], leaving: readonly LeavingHost[]): void {
  for (const { vmId, name, addresses, groups, former = [] } of hosts) {
    const left = former.filter((group) => !groups.includes(group));
    notes.add(
      "Check Point",
      `host ${name} (${addresses.join(", ")}) in the groups ${groups.join(", ") || "none"}${left.length === 0 ? "" : `, and in ${left.join(", ")} no more`}`,
      vmId,
    );
  }
  for (const { vmId, name, groups } of leaving)
    notes.add("Check Point", `host ${name} leaves the groups ${groups.join(", ") || "none"}`, vmId);
}

/** The state after publishes that are under way, and that of these hosts, have ended. */
function published(state: FirewallState, vmIds: readonly string[]): FirewallState {
  const anew = new Set([...state.publishing.flatMap((one) => one.vmIds), ...vmIds]);
  return {
    publishing: [],
    published: [...new Set([...state.published, ...anew])],
    installing: state.installing.map((one) => ({
      ...one,
      vmIds: one.vmIds.filter((vmId) => !anew.has(vmId)),
    })),
  };
}

function plannedInstall(
  { install, installWindow, packages = [], targets }: CheckPointDefinition,
  notes: Notes,
  state: FirewallState,
  now: Date,
): Installing {
  if (install === "never") return installedAll(state);
  const closed = whyClosed({ install, installWindow }, now);
  const due = packages.filter((name) => !isUnderWay(name, state));
  const nothing = { state, installed: new Set<string>(), installs: 0, calls: 0, problems: [] };
  if (state.published.length === 0) return { ...nothing, waiting: "" };
  if (closed !== undefined) return { ...nothing, waiting: closed };
  if (due.length === 0)
    return {
      ...nothing,
      waiting: "an installation of the policy is under way, which a plan does not look at",
    };
  notes.add(
    "Check Point",
    `install the policy of ${due.length === 1 ? "the package" : "the packages"} ${due.join(", ")} on ${targets?.join(", ") ?? "all targets"}, with everything that was published`,
  );
  return { ...nothing, waiting: "the policy is being installed" };
}

/** Whether a package is being installed for all hosts that are published, or was and waits for the other packages. */
function isUnderWay(name: string, { published, installing }: FirewallState): boolean {
  const covered = new Set(installing.filter((one) => one.package === name).flatMap(({ vmIds }) => vmIds));
  return published.every((vmId) => covered.has(vmId));
}

/** Where nothing installs a policy, what is published is installed. */
function installedAll(state: FirewallState): Installing {
  const installed = new Set(state.published);
  const done = { ...state, published: [], installing: [] };
  return { state: done, installed, waiting: "", installs: 0, calls: 0, problems: [] };
}
