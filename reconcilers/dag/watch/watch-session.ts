import type { Environment } from "../../../clients/settings/settings";
import type { DagBindingDefinition, FactChanges } from "../../../core/dag";
import { type DeclarationSource, isBlindTooLong } from "../../shared/watch/declaration-source";
import { QuietLooks } from "../../shared/watch/quiet-looks";
import { reported } from "../../shared/watch/run-report";
import type { WatchedWork } from "../../shared/watch/watch";
import { WatchConnections } from "../../shared/watch/watch-connections";
import { refuseFailures } from "../apply/run";
import { planAll } from "../plan/plan-all";
import { titleOf } from "../plan/plan-text";
import { SyncSystems } from "../systems";
import { Canaries } from "./canaries";
import type { NamedChanges } from "./event-changes";
import { type Comparison, FollowedBindings } from "./followed-bindings";
import { HeardChanges } from "./heard-changes";
import { missedBy, missedText } from "./missed";
import { readChanges } from "./read-changes";
import { RenewalTimes } from "./renewal-times";
import { memberCount, type WatchPart, type WatchReason, type WatchReport } from "./watch-report";
import { writeAll } from "./write-all";

export interface SessionOptions {
  readonly bindings: DeclarationSource<DagBindingDefinition>;
  readonly environment: Environment;
  readonly intervalInSeconds: number;
  /** Lifetime of entries; 0 is for ever. */
  readonly entryTimeoutInSeconds: number;
  readonly report: WatchReport;
  /** When aborted, ends calls that only read at once, and writes after the binding that is under way. */
  readonly signal: AbortSignal;
  readonly say: (...lines: string[]) => void;
}

/**
 * What a watch keeps from one comparison to the next, and the bindings that follow events between two of them. After a
 * comparison that failed as a whole, new connections are made.
 */
export class WatchSession implements WatchedWork<WatchReason> {
  readonly #connections: WatchConnections<SyncSystems>;
  readonly #canaries: Canaries;
  readonly #renewals: RenewalTimes;
  readonly #looks: QuietLooks<WatchPart>;
  /** The bindings since the last comparison; undefined until one has read everything. */
  #followed: FollowedBindings | undefined;
  /** Changes that events named and that were not followed yet. */
  readonly #heard = new HeardChanges();
  /** When the last comparison began, by `performance.now()`. */
  #compared = 0;
  #bindingsText: string | undefined;

  constructor(private readonly options: SessionOptions) {
    this.#connections = new WatchConnections(
      (readSignal) => new SyncSystems(options.environment, readSignal),
      options.signal,
    );
    this.#canaries = new Canaries(options.intervalInSeconds);
    this.#renewals = new RenewalTimes(options.entryTimeoutInSeconds);
    this.#looks = new QuietLooks(options);
  }

  reconcile(reason: WatchReason): Promise<void> {
    const ending = { reason, part: "bindings", close: () => this.close() } as const;
    return reported(this.options.report, ending, () => this.#reconcile(reason));
  }

  async look(): Promise<WatchReason | undefined> {
    const { open } = this.#connections;
    if (open === undefined) return "retry";
    if (this.options.bindings.text() !== this.#bindingsText) return "bindings";
    const gone = await this.#looks.run("canary", () => this.#canaries.missing());
    if (gone) return "canary";
    const followed = this.#followed;
    const changes = await this.#looks.run("events", async () => {
      await this.#heard.hear(open.events, followed);
      const { isAny, named } = this.#heard;
      if (followed === undefined || named.unclear !== undefined || !isAny) return undefined;
      return readChanges(open.systems.pce, named);
    });
    if (this.#looks.isFailing("events")) return isBlindTooLong(this.#compared) ? "interval" : undefined;
    const { unclear } = this.#heard.named;
    if (unclear !== undefined) return this.#everything(unclear);
    return followed && changes && this.#follow(followed, changes);
  }

  async close(): Promise<void> {
    this.#followed = undefined;
    this.#canaries.forget();
    await this.#connections.close();
  }

  async #reconcile(reason: WatchReason): Promise<void> {
    const { bindings, signal, report } = this.options;
    this.#compared = performance.now();
    this.#bindingsText = bindings.text();
    const definitions = bindings.read(); // at every run, so that a new file counts
    const { systems, events } = this.#connections.connect();
    if (!events.started) await this.#looks.run("events", () => events.start());
    const before = reason === "interval" ? this.#followed : undefined;
    this.#followed = undefined;
    const unfollowed = this.#heard.take();
    const { facts, plans, failures } = await planAll(definitions, systems);
    report.members(plans.map((plan) => memberCount(plan, plan.members)));
    if (before !== undefined) await this.#sayMissed(before, { facts, plans }, unfollowed);
    if (signal.aborted) return;
    const options = { ...this.options, canaries: this.#canaries, renewals: this.#renewals };
    const written = await this.#connections.writing(() => writeAll(plans, options));
    const { inStep } = written;
    this.#followed = new FollowedBindings({ facts, plans, inStep, complete: failures.length === 0 });
    refuseFailures([...failures, ...written.failures], plans.length + failures.length);
  }

  #everything(why: string): WatchReason {
    this.options.say(`everything is compared: ${why}`);
    return "events";
  }

  /** @returns why everything has to be compared, if so */
  async #follow(followed: FollowedBindings, changes: FactChanges): Promise<WatchReason | undefined> {
    const { report, say, entryTimeoutInSeconds: timeoutInSeconds } = this.options;
    const started = performance.now();
    this.#heard.clear();
    const reason = await this.#connections.writing(() =>
      followed.follow(changes, {
        timeoutInSeconds,
        onWritten: (plan, { registered, unregistered }) => {
          say(`${titleOf(plan)}: ${registered} registered, ${unregistered} unregistered`);
          report.wrote({ registered, unregistered, renewed: 0 });
        },
      }),
    );
    report.members([...followed.members()].map(([plan, members]) => memberCount(plan, members)));
    report.followed((performance.now() - started) / 1000, reason === undefined);
    return reason === undefined ? undefined : this.#everything(reason);
  }

  /**
   * Reports the changes that the events of the PCE did not name. Changes that happen meanwhile are followed at the next
   * poll.
   *
   * @param unfollowed what events had named when the comparison began, and no poll had followed yet
   */
  async #sayMissed(
    before: FollowedBindings,
    now: Pick<Comparison, "facts" | "plans">,
    unfollowed: NamedChanges,
  ): Promise<void> {
    const { say, report } = this.options;
    const heard = await this.#looks.run("events", async () => {
      await this.#heard.hear(this.#connections.connect().events, before);
      return true;
    });
    if (!heard) return;
    for (const missed of missedBy(before, now, [unfollowed, this.#heard.named])) {
      report.missed(missed);
      say(missedText(missed));
    }
  }
}
