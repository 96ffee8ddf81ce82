import type { CheckPointSession } from "../../clients/check-point";
import { whyClosed } from "../../core/check-point/install-window";
import { ConfigurationError } from "../../core/errors";
import type {
  FirewallHost,
  FirewallPort,
  FirewallState,
  Installing,
  LeavingHost,
  Placing,
} from "../onboarding/ports";
import { InstallPackages } from "./install-packages";
import { PlaceHosts } from "./place-hosts";
import { discardStale, logOut, openSession } from "./run-session";
import type { StaticObjectsOptions } from "./static-objects-options";
import { publishState } from "./task-states";

/** A publish that takes longer has been forgotten by the server. */
const LONGEST_PUBLISH_IN_MS = 3_600_000;

/**
 * Hosts and groups of a Check Point management server, which gateways follow after a publish and an installation of
 * policy.
 *
 * Only hosts that this onboarding made are changed, and of groups only the memberships of these hosts. A session of a run
 * ends in a publish or is discarded.
 */
export class StaticObjects implements FirewallPort {
  readonly #options: StaticObjectsOptions;

  constructor(options: StaticObjectsOptions) {
    const { install, packages = [], installWindow } = options;
    if (!["never", "always", "window"].includes(install))
      throw new ConfigurationError("checkPoint.install", `must be never, always or window, got '${install}'`);
    if (install !== "never" && packages.length === 0)
      throw new ConfigurationError("checkPoint.packages", `is empty; name what install: ${install} installs`);
    if (install === "window" && installWindow === undefined)
      throw new ConfigurationError("checkPoint.installWindow", "is missing; install: window needs it");
    this.#options = options;
  }

  async place(
    hosts: readonly FirewallHost[],
    leaving: readonly LeavingHost[],
    state: FirewallState,
  ): Promise<Placing> {
    const vmIds = [...hosts, ...leaving].map(({ vmId }) => vmId);
    if (vmIds.length === 0 && state.publishing.length === 0 && state.sessionSince === undefined)
      return { state, outcomes: new Map(), publishes: 0, calls: 0, problems: [] };
    return this.#inSession(async (session, problems, calls) => {
      const earlier = await this.#lookAtPublishes(session, state);
      problems.push(...earlier.problems);
      const run = new PlaceHosts(this.#options, session);
      const warnings: string[] = [];
      let isLeft = earlier.publishing.length > 0 && state.sessionSince !== undefined;
      // A publish under way locks its objects, and its session must not be discarded.
      if (earlier.publishing.length > 0)
        for (const vmId of vmIds) run.outcomes.set(vmId, { state: "publishing" });
      else if (vmIds.length > 0 || state.sessionSince !== undefined) {
        const { definition } = this.#options;
        const stale = await discardStale(session, definition, this.#now());
        warnings.push(...stale.discarded);
        problems.push(...stale.left);
        await run.place(hosts, leaving, stale.young);
        isLeft = stale.isLeft || run.isLeft;
        problems.push(...run.problems);
        warnings.push(...run.warnings);
      }
      const anew = new Set([...earlier.published, ...run.published]);
      const published = [...new Set([...state.published, ...anew])];
      const publishing = [...earlier.publishing, ...run.publishing];
      return (hasEnded) => ({
        state: {
          publishing,
          published,
          installing: without(state.installing, anew),
          ...((isLeft || !hasEnded) && { sessionSince: state.sessionSince ?? this.#now().toISOString() }),
        },
        outcomes: run.outcomes,
        publishes: run.publishes,
        calls: calls(),
        problems,
        warnings,
      });
    });
  }

  async install(state: FirewallState, now: Date): Promise<Installing> {
    const nothing = { installs: 0, calls: 0, problems: [] };
    if (this.#options.install === "never") {
      const installed = new Set(state.published);
      return { state: { ...state, published: [], installing: [] }, installed, waiting: "", ...nothing };
    }
    const isClosed = whyClosed(this.#options, now);
    const hasWork = state.published.length > 0 && isClosed === undefined;
    if (state.installing.length === 0 && !hasWork) {
      const waiting = state.published.length > 0 ? isClosed! : "";
      return { state, installed: new Set(), waiting, ...nothing };
    }
    return this.#inSession(async (session, problems, calls) => {
      const run = new InstallPackages(this.#options);
      await run.look(session, state.installing, now);
      const installed = run.finished(state.published);
      const published = state.published.filter((vmId) => !installed.has(vmId));
      if (isClosed === undefined) await run.begin(session, published, now);
      else if (published.length > 0) run.waiting.push(isClosed);
      problems.push(...run.problems);
      return () => ({
        state: { ...state, published, installing: run.installing },
        installed,
        waiting: published.length === 0 ? "" : run.waiting.join("; "),
        installs: run.installs,
        calls: calls(),
        problems,
      });
    });
  }

  /**
   * @param work returns how to read its result once the session is ended, whose problems are then among them; it is told
   *   whether the session is
   */
  async #inSession<T>(
    work: (
      session: CheckPointSession,
      problems: string[],
      calls: () => number,
    ) => Promise<(hasEnded: boolean) => T>,
  ): Promise<T> {
    const { client } = this.#options;
    const before = client.calls;
    const problems: string[] = [];
    const session = await openSession(client, this.#options);
    let result: (hasEnded: boolean) => T;
    let left: readonly string[] = [];
    try {
      result = await work(session, problems, () => client.calls - before);
    } finally {
      left = await logOut(session);
      problems.push(...left);
    }
    return result(left.length === 0);
  }

  /** What became of publishes that earlier runs left. */
  async #lookAtPublishes(session: CheckPointSession, { publishing }: FirewallState) {
    const found = {
      publishing: [] as FirewallState["publishing"][number][],
      published: [] as string[],
      problems: [] as string[],
    };
    const tasks = await session.showTasks(publishing.map(({ task }) => task));
    for (const entry of publishing) {
      const state = publishState(tasks.get(entry.task));
      const isOld = this.#now().getTime() - Date.parse(entry.at) > LONGEST_PUBLISH_IN_MS;
      if (state.state === "succeeded") found.published.push(...entry.vmIds);
      else if (state.state === "running" && !isOld) found.publishing.push(entry);
      else {
        const why =
          state.state === "failed"
            ? state.reason
            : state.state === "running"
              ? "not done"
              : "not known to the server";
        found.problems.push(
          `the publish ${entry.task} of ${entry.at}: ${why}; its hosts are looked up again`,
        );
      }
    }
    return found;
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}

/** An installation that began before a host was published has not installed it. */
function without(
  installing: FirewallState["installing"],
  published: ReadonlySet<string>,
): FirewallState["installing"] {
  return installing.map((one) => ({ ...one, vmIds: one.vmIds.filter((vmId) => !published.has(vmId)) }));
}
