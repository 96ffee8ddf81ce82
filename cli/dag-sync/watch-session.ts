import { type FailedItem, isPartialFailureError } from "../../core/errors";
import type { Environment } from "../../dynamic-providers/engine/settings";
import { nameOfTable } from "../../dynamic-providers/panos/binding-tables";
import type { BindingPlan } from "../../dynamic-providers/panos/plan-bindings";
import { titleOf } from "../../dynamic-providers/panos/plan-text";
import { type BindingOptions, readBindings } from "./binding-options";
import { Canaries } from "./canaries";
import { EventFeed } from "./event-feed";
import type { SyncMetrics } from "./metrics";
import { planAll } from "./plan-all";
import { applyPlans, refuseFailures } from "./run";
import { SyncSystems } from "./systems";
import type { WatchedWork, WatchReason } from "./watch";

export interface SessionOptions {
  readonly bindings: BindingOptions;
  readonly environment: Environment;
  readonly intervalInSeconds: number;
  /** 0 is for ever. */
  readonly entryTimeoutInSeconds: number;
  readonly metrics: SyncMetrics;
  /** Ends what only reads at once, and what writes after the binding that is under way. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

interface Open {
  readonly systems: SyncSystems;
  readonly events: EventFeed;
  /** Ends what reads. */
  readonly reads: AbortController;
}

/** What a watch keeps from one comparison to the next. After a failure of everything, connections are made anew. */
export class WatchSession implements WatchedWork {
  #open: Open | undefined;
  #writing = false;
  readonly #canaries: Canaries;
  /** When all entries of a binding on a table were last renewed, by `performance.now()`. */
  readonly #renewed = new Map<string, number>();
  /** Looks that fail now, with what was said of them. */
  readonly #failing = new Map<string, string>();

  constructor(private readonly options: SessionOptions) {
    this.#canaries = new Canaries(options.intervalInSeconds);
    options.signal.addEventListener("abort", () => {
      if (!this.#writing) this.#open?.reads.abort();
    });
  }

  async reconcile(reason: WatchReason): Promise<void> {
    const { metrics } = this.options;
    const started = performance.now();
    const end = (succeeded: boolean) =>
      metrics.reconciled(reason, (performance.now() - started) / 1000, succeeded);
    try {
      await this.#reconcile();
      end(true);
    } catch (error) {
      end(false);
      metrics.add(
        "failures_total",
        { part: "bindings" },
        isPartialFailureError(error) ? error.failures.length : 1,
      );
      if (!isPartialFailureError(error)) await this.close();
      throw error;
    }
  }

  async look(): Promise<WatchReason | undefined> {
    const { systems, events } = this.#open ?? {};
    if (systems === undefined || events === undefined) return "retry";
    const gone = await this.#quietly("canary", () => this.#canaries.missing());
    if (gone) return "canary";
    const changed = await this.#quietly("events", async () => {
      if (events.started) return events.changed();
      await events.start();
      return true; // what happened before was not seen
    });
    return changed ? "events" : undefined;
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    this.#canaries.forget();
    await open?.systems.close();
  }

  async #reconcile(): Promise<void> {
    const { bindings, metrics, say, signal } = this.options;
    const definitions = readBindings(bindings); // at every run, so that a new file counts
    const { systems, events } = this.#connect();
    if (!events.started) await this.#quietly("events", () => events.start());
    const { plans, failures } = await planAll(definitions, systems);
    metrics.setMembers(
      plans.map(({ definition, table, members }) => ({
        labels: {
          binding: definition.name,
          firewall: definition.target.firewall,
          table: nameOfTable(table),
        },
        count: members.addresses.size,
      })),
    );
    if (signal.aborted) return;
    this.#writing = true;
    try {
      const refused = await applyPlans(plans, {
        say,
        signal,
        timesOf: (plan) => this.#timesOf(plan),
        onApplied: (plan, applied) => this.#applied(plan, applied),
      });
      const inForce = plans.filter(({ stale }) => stale === undefined);
      const canaries = await this.#canaries.keep(inForce).then(
        () => [],
        (error: Error): FailedItem[] => [{ item: "canary", reason: error.message, cause: error }],
      );
      refuseFailures([...failures, ...refused, ...canaries], plans.length + failures.length);
    } finally {
      this.#writing = false;
    }
  }

  #connect(): Open {
    if (this.#open === undefined) {
      const reads = new AbortController();
      const systems = new SyncSystems(this.options.environment, reads.signal);
      this.#open = { systems, reads, events: new EventFeed(systems.pce) };
    }
    return this.#open;
  }

  #timesOf(plan: BindingPlan) {
    const { entryTimeoutInSeconds: timeoutInSeconds } = this.options;
    const key = keyOf(plan);
    const renewed = this.#renewed.get(key);
    const recent = renewed !== undefined && performance.now() - renewed < timeoutInSeconds * 500;
    if (!recent) this.#renewed.delete(key);
    return { timeoutInSeconds, recent };
  }

  #applied(
    plan: BindingPlan,
    applied: { readonly registered: number; readonly unregistered: number; readonly renewed: number },
  ): void {
    const { metrics } = this.options;
    const key = keyOf(plan);
    if (!this.#renewed.has(key)) this.#renewed.set(key, performance.now());
    metrics.add("entries_registered_total", {}, applied.registered);
    metrics.add("entries_unregistered_total", {}, applied.unregistered);
    metrics.add("entries_renewed_total", {}, applied.renewed);
  }

  /** A look that fails is said once, and once more when it works again. */
  async #quietly<T>(part: "events" | "canary", work: () => Promise<T>): Promise<T | undefined> {
    const { say, metrics, signal } = this.options;
    try {
      const result = await work();
      if (this.#failing.delete(part)) say(`${part}: works again`);
      return result;
    } catch (error) {
      if (signal.aborted) return undefined;
      const { message } = error as Error;
      metrics.add("failures_total", { part });
      if (!this.#failing.has(part))
        say(`${part}: ${message}. Until it works again, changes are noticed at the interval`);
      this.#failing.set(part, message);
      return undefined;
    }
  }
}

function keyOf(plan: BindingPlan): string {
  return `${titleOf(plan)} ${plan.definition.tag}`;
}
