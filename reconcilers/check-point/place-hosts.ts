import { type CheckPointSession, isCheckPointError } from "../../clients/check-point";
import { HOST_TAG } from "../../core/check-point/host-mark";
import { type HostPlan, type HostWrites, planHosts } from "../../core/check-point/host-plan";
import { MOST_WRITES, writeChunks } from "../../core/check-point/write-chunks";
import type { FirewallHost, FirewallOutcome, FirewallState, LeavingHost } from "../onboarding/ports";
import { readWorld } from "./read-world";
import { discardAll } from "./run-session";
import type { StaticObjectsOptions } from "./static-objects-options";
import { type TaskState, waitForPublish } from "./task-states";
import { isNamed, writeChunk } from "./write-chunk";

/** What the reason of a lock tells to do, which nobody has to for a session of ours. */
const TO_DO = /\. Publish or discard that session in SmartConsole$/;

const ownSession = (uid: string) =>
  `The session ${uid} is of an earlier run of this onboarding; a later run discards it, once it is disconnected or older than 15 minutes`;

const PUBLISH_WAIT_IN_SECONDS = 60;
/** How often a chunk is written again without a host that made its publish fail. */
const MOST_PUBLISHES = 3;

/** Places hosts within one session, and remembers what became of each. */
export class PlaceHosts {
  readonly outcomes = new Map<string, FirewallOutcome>();
  readonly #published = new Set<string>();
  readonly publishing: FirewallState["publishing"][number][] = [];
  readonly problems: string[] = [];
  /** What people may want to know, and nobody has to mend. */
  readonly warnings: string[] = [];
  publishes = 0;
  /** Whether changes of this session are not discarded. */
  isLeft = false;
  #young: ReadonlySet<string> = new Set();
  readonly #options: StaticObjectsOptions;
  readonly #session: CheckPointSession;
  #hasTag = false;

  constructor(options: StaticObjectsOptions, session: CheckPointSession) {
    this.#options = options;
    this.#session = session;
  }

  /** vmIds of hosts that are published as they should be, with all of their writes. */
  get published(): string[] {
    return [...this.#published].filter((vmId) => this.outcomes.get(vmId)?.state === "placed");
  }

  /** @param young uids of sessions of earlier runs that a later run discards */
  async place(
    hosts: readonly FirewallHost[],
    leaving: readonly LeavingHost[],
    young: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    if (hosts.length + leaving.length === 0) return;
    this.#young = young;
    const { writes, leavingIsThere, unchanged } = await this.#plan(hosts, leaving);
    const isWanted = new Set(hosts.map(({ vmId }) => vmId));
    for (const vmId of unchanged) {
      this.outcomes.set(vmId, { state: "placed" });
      // It may be that a run published it and ended before it could say so.
      if (isWanted.has(vmId) || leavingIsThere.has(vmId)) this.#published.add(vmId);
    }
    const chunks = writeChunks(writes, MOST_WRITES - 1); // one more may make the tag
    for (const [index, chunk] of chunks.entries()) {
      const left = chunks.slice(index + 1).flat();
      try {
        if ((await this.#publish(chunk)) === "done") continue;
        this.#set(left, { state: "publishing" });
        return;
      } catch (error) {
        // The network, or a session that ended: nothing is sent again.
        const reason = (error as Error).message;
        this.#set([...chunk, ...left], { state: "waiting", reason });
        const undone = await discardAll(this.#options.client, this.#session, this.#options);
        this.isLeft = undone.length > 0;
        this.problems.push(reason, ...undone);
        return;
      }
    }
  }

  async #plan(hosts: readonly FirewallHost[], leaving: readonly LeavingHost[]) {
    const { definition, groups: managed = [] } = this.#options;
    const world = await readWorld(this.#session, hosts, leaving, managed);
    const unreadable = ({ name, groups, former = [] }: Pick<FirewallHost, "name" | "groups" | "former">) =>
      [name, ...groups, ...former]
        .map((one) => world.unreadable.get(one))
        .find((reason) => reason !== undefined);
    for (const host of [...hosts, ...leaving]) {
      const reason = unreadable(host);
      if (reason !== undefined) this.outcomes.set(host.vmId, { state: "failed", reason });
    }
    const isReadable = (host: Parameters<typeof unreadable>[0]) => unreadable(host) === undefined;
    const plan: HostPlan = planHosts(
      definition,
      hosts.filter(isReadable),
      leaving.filter(isReadable),
      world,
      managed,
    );
    for (const [vmId, reason] of plan.refused) this.outcomes.set(vmId, { state: "failed", reason });
    this.problems.push(...plan.problems);
    this.warnings.push(...plan.warnings);
    const there = leaving.filter(({ name }) => world.hosts.has(name));
    return { ...plan, leavingIsThere: new Set(there.map(({ vmId }) => vmId)) };
  }

  /** @returns `waiting` when the publish is left to the next run */
  async #publish(all: readonly HostWrites[]): Promise<"done" | "waiting"> {
    let chunk = all.filter(({ vmId }) => !this.#hasFailed(vmId));
    for (let tries = 1; chunk.length > 0; tries++) {
      if (chunk.some(({ host }) => host?.kind === "add")) await this.#tag();
      const { count, failed, warnings } = await writeChunk(this.#session, this.#options.definition, chunk);
      this.warnings.push(...warnings);
      for (const [vmId, reason] of failed) this.outcomes.set(vmId, this.#refused(reason));
      const written = chunk.filter(({ vmId }) => !failed.has(vmId));
      if (count === 0) {
        await this.#session.discard();
        return "done";
      }
      const { state, task } = await this.#publishTask();
      const vmIds = [...new Set(written.map(({ vmId }) => vmId))];
      if (state.state === "succeeded") {
        this.#hasTag = true;
        for (const vmId of vmIds) this.#published.add(vmId);
        this.#set(written, { state: "placed" });
        return "done";
      }
      if (state.state !== "failed") {
        if (task !== undefined) this.publishing.push({ task, vmIds, at: this.#now().toISOString() });
        this.#set(written, { state: "publishing" });
        return "waiting";
      }
      await this.#session.discard();
      const reason = `Check Point did not publish it: ${state.reason}`;
      const named = tries < MOST_PUBLISHES ? written.filter(({ name }) => isNamed(state.reason, name)) : [];
      const out = new Set(named.length > 0 ? named : written);
      this.#set([...out], { state: "failed", reason });
      chunk = written.filter((writes) => !out.has(writes));
    }
    return "done";
  }

  /** @returns no task when it is not known whether one is under way; the next run looks the hosts up then */
  async #publishTask(): Promise<{ readonly state: TaskState; readonly task?: string }> {
    let task: string | undefined;
    try {
      task = await this.#session.publish();
    } catch (error) {
      if (!isCheckPointError(error) || error.kind === "session") throw error;
      return { state: { state: "failed", reason: error.message } };
    }
    this.publishes += 1;
    if (task === undefined) {
      this.problems.push("the answer to a publish was lost; the next run looks at what became of it");
      return { state: { state: "unknown" } };
    }
    try {
      const seconds = this.#options.publishWaitInSeconds ?? PUBLISH_WAIT_IN_SECONDS;
      return { state: await waitForPublish(this.#session, task, seconds), task };
    } catch (error) {
      this.problems.push(`how the publish ${task} goes cannot be read: ${(error as Error).message}`);
      return { state: { state: "running" }, task };
    }
  }

  /** Makes the tag of our hosts, where it is not there: whether a host brings it along differs by release. */
  async #tag(): Promise<void> {
    if (this.#hasTag) return;
    await this.#session.ensureTag(HOST_TAG);
  }

  /** A machine whose object a session of an earlier run locks waits until a later run discards that. */
  #refused(reason: string): FirewallOutcome {
    const uid = [...this.#young].find((one) => reason.includes(one));
    if (uid === undefined) return { state: "failed", reason };
    return { state: "waiting", reason: `${reason.replace(TO_DO, "")}. ${ownSession(uid)}` };
  }

  /** A machine that failed or waits stays so: of its writes, others may be in another chunk. */
  #set(writes: readonly HostWrites[], outcome: FirewallOutcome): void {
    for (const { vmId } of writes) if (!this.#hasFailed(vmId)) this.outcomes.set(vmId, outcome);
  }

  #hasFailed(vmId: string): boolean {
    return ["failed", "waiting"].includes(this.outcomes.get(vmId)?.state ?? "");
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}
