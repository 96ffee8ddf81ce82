import type { Environment } from "../../../clients/settings/settings";
import type { SqlFirewallDefinition } from "../../../core/sql-firewall";
import { refuseFailures } from "../../shared/apply-all";
import { type DeclarationSource, isBlindTooLong } from "../../shared/watch/declaration-source";
import type { EventFeed } from "../../shared/watch/event-feed";
import { QuietLooks } from "../../shared/watch/quiet-looks";
import { reported } from "../../shared/watch/run-report";
import type { WatchedWork } from "../../shared/watch/watch";
import { WatchConnections } from "../../shared/watch/watch-connections";
import { applyPlans } from "../apply/run";
import type { PlannedFirewall } from "../plan/plan-firewalls";
import { SqlSystems } from "../systems";
import { missedBy, missedText } from "./missed";
import { changeOfPolicy } from "./policy-events";
import {
  type FirewallWatchPart,
  type FirewallWatchReason,
  type FirewallWatchReport,
  firewallCount,
  writtenChanges,
} from "./watch-report";

export interface FirewallSessionOptions {
  readonly firewalls: DeclarationSource<SqlFirewallDefinition>;
  readonly environment: Environment;
  readonly report: FirewallWatchReport;
  /** When aborted, ends calls of the PCE at once, and writes after the firewall that is under way. */
  readonly signal: AbortSignal;
  readonly say: (...lines: string[]) => void;
  /** Says lines that stand beside plain data, for a reader of JSON. @default `say`, without the data */
  readonly tell?: (data: object, ...lines: string[]) => void;
}

/**
 * What a watch of firewalls keeps from one comparison to the next. The answer of a policy depends on all of its rules and
 * lists, so an event that can change it leads to a comparison of everything. After one that failed as a whole, new
 * connections are made.
 */
export class FirewallWatchSession implements WatchedWork<FirewallWatchReason> {
  readonly #connections: WatchConnections<SqlSystems>;
  readonly #looks: QuietLooks<FirewallWatchPart>;
  /** Plans that were carried out by the last comparison; empty where events may have been missed since. */
  #applied: readonly PlannedFirewall[] = [];
  /** Why the answer may be another one since the last comparison. */
  #heard: string | undefined;
  /** When the last comparison began, by `performance.now()`. */
  #compared = 0;
  #text: string | undefined;

  constructor(private readonly options: FirewallSessionOptions) {
    const { environment, signal } = options;
    this.#connections = new WatchConnections((readSignal) => new SqlSystems(environment, readSignal), signal);
    this.#looks = new QuietLooks(options);
  }

  reconcile(reason: FirewallWatchReason): Promise<void> {
    const ending = { reason, part: "firewalls", close: () => this.close() } as const;
    return reported(this.options.report, ending, () => this.#reconcile(reason));
  }

  async look(): Promise<FirewallWatchReason | undefined> {
    const { open } = this.#connections;
    if (open === undefined) return "retry";
    if (this.options.firewalls.text() !== this.#text) return "firewalls";
    await this.#hear(open.events);
    if (this.#looks.isFailing("events")) return isBlindTooLong(this.#compared) ? "interval" : undefined;
    if (this.#heard === undefined) return undefined;
    this.options.say(`everything is compared: ${this.#heard}`);
    return "events";
  }

  async close(): Promise<void> {
    this.#applied = [];
    await this.#connections.close();
  }

  async #reconcile(reason: FirewallWatchReason): Promise<void> {
    const { firewalls, signal, report, say, tell = (_data, ...lines) => say(...lines) } = this.options;
    this.#compared = performance.now();
    this.#text = firewalls.text();
    const definitions = firewalls.read(); // at every run, so that a new file counts
    const { systems, events } = this.#connections.connect();
    if (!events.started) await this.#looks.run("events", () => events.start());
    const before = this.#applied;
    this.#applied = [];
    this.#heard = undefined;
    const { plans, failures } = await systems.plan(definitions);
    report.firewalls(plans.map(firewallCount));
    if (reason === "interval") await this.#sayMissed(before, plans, events);
    if (signal.aborted) return;
    const applied: PlannedFirewall[] = [];
    const refused = await this.#connections.writing(() =>
      applyPlans(plans, {
        say,
        signal,
        sayWritten: (line, plan) => {
          const { lines, data } = writtenChanges(plan);
          tell(data, line, ...lines);
        },
        onApplied: (plan, { added, removed }) => {
          applied.push(plan);
          report.wrote({ put: added, removed });
        },
      }),
    );
    this.#applied = applied;
    refuseFailures("sql-sync", [...failures, ...refused], plans.length + failures.length);
  }

  /** Notes whether an event tells of a change. */
  async #hear(events: EventFeed): Promise<void> {
    await this.#looks.run("events", async () => {
      if (!events.started) {
        await events.start();
        this.#heard ??= "what happened before was not seen";
        return;
      }
      const { events: fresh, gap } = await events.fresh();
      this.#heard ??= gap ? "events of the PCE were lost" : changeOfPolicy(fresh);
    });
  }

  /**
   * Reports changes that no event told of. Where events since the last poll tell of any change, or cannot be read, nothing
   * is counted as missed.
   */
  async #sayMissed(
    before: readonly PlannedFirewall[],
    now: readonly PlannedFirewall[],
    events: EventFeed,
  ): Promise<void> {
    await this.#hear(events);
    if (this.#heard !== undefined || this.#looks.isFailing("events")) return;
    for (const missed of missedBy(before, now)) {
      this.options.report.missed(missed);
      this.options.say(missedText(missed));
    }
  }
}
