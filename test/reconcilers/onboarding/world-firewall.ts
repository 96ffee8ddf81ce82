import { sameJson } from "../../../core/checks/json";
import type {
  FirewallHost,
  FirewallOutcome,
  FirewallPort,
  FirewallState,
  Installing,
  LeavingHost,
  Placing,
} from "../../../reconcilers/onboarding/ports";

/** A firewall manager in memory: a publish is done at once, an installation of the policy when it is looked at again. */
export class WorldFirewall implements FirewallPort {
  /** Groups by name of the host. */
  readonly hosts = new Map<string, Set<string>>();
  /** Addresses by name of the host. */
  readonly addresses = new Map<string, readonly string[]>();
  /** Why hosts are refused, by name. */
  readonly refused = new Map<string, string>();
  /** Why a run breaks off before it wrote hosts. */
  brokenOff = "";
  publishes = 0;
  installs = 0;
  mayInstall = true;
  #tasks = 0;

  async place(
    hosts: readonly FirewallHost[],
    leaving: readonly LeavingHost[],
    { sessionSince: _, ...state }: FirewallState,
  ): Promise<Placing> {
    const outcomes = new Map<string, FirewallOutcome>();
    if (this.brokenOff !== "") {
      for (const { vmId } of [...hosts, ...leaving])
        outcomes.set(vmId, { state: "waiting", reason: this.brokenOff });
      return { state, outcomes, publishes: 0, calls: 1, problems: [this.brokenOff] };
    }
    let writes = 0;
    for (const { vmId, name, addresses, groups, former = [] } of hosts) {
      const reason = this.refused.get(name);
      if (reason !== undefined) outcomes.set(vmId, { state: "failed", reason });
      else {
        const known = this.hosts.get(name) ?? new Set();
        const wanted = new Set([...known].filter((group) => !former.includes(group)).concat(groups));
        if (!sameJson([this.addresses.get(name), [...known].sort()], [addresses, [...wanted].sort()]))
          writes += 1;
        this.hosts.set(name, wanted);
        this.addresses.set(name, addresses);
        outcomes.set(vmId, { state: "placed" });
      }
    }
    for (const { vmId, name, groups } of leaving) {
      const reason = this.refused.get(name);
      if (reason !== undefined) {
        outcomes.set(vmId, { state: "failed", reason });
        continue;
      }
      const known = this.hosts.get(name);
      const left = groups.filter((group) => known?.delete(group));
      if (left.length > 0) writes += 1;
      outcomes.set(vmId, { state: "placed" });
    }
    const publishes = Math.ceil(writes / 100);
    this.publishes += publishes;
    const placed = [...outcomes].flatMap(([vmId, outcome]) => (outcome.state === "placed" ? [vmId] : []));
    const published = [...new Set([...state.published, ...placed])];
    return { state: { ...state, published }, outcomes, publishes, calls: 1 + writes, problems: [] };
  }

  async install(state: FirewallState, now: Date): Promise<Installing> {
    const installed = new Set(state.installing.flatMap(({ vmIds }) => vmIds));
    const published = state.published.filter((vmId) => !installed.has(vmId));
    const begins = published.length > 0 && this.mayInstall;
    if (begins) this.installs += 1;
    const task = {
      task: `task-${++this.#tasks}`,
      package: "standard",
      vmIds: published,
      at: now.toISOString(),
    };
    return {
      state: { ...state, published, installing: begins ? [task] : [] },
      installed,
      waiting: this.mayInstall
        ? "the policy is being installed"
        : "the policy is installed from 22:00 to 23:00 UTC",
      installs: begins ? 1 : 0,
      calls: 1,
      problems: [],
    };
  }

  summary() {
    return [...this.hosts].map(([name, groups]) => `${name} ${[...groups].sort().join(" ")}`).sort();
  }
}
