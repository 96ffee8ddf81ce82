import type {
  MemberCount,
  WatchPart,
  WatchReason,
  WatchReport,
} from "../../reconcilers/dag/watch/watch-report";
import type { WatchMetrics } from "../sync/health-server";
import { MetricFamilies } from "../sync/metric-families";
import { type Health, RunHealth } from "../sync/run-health";

const FAMILIES = {
  incremental_syncs_total: [
    "counter",
    "Polls whose changes were followed without comparing everything (success), or led to a comparison (failure).",
  ],
  incremental_sync_duration_seconds: ["summary", "How long following the changes of a poll took."],
  missed_addresses_total: [
    "counter",
    "Addresses that the comparison at the interval found different: no event told (events), or the table was changed by somebody else (firewall).",
  ],
  entries_registered_total: ["counter", "Addresses registered."],
  entries_unregistered_total: ["counter", "Addresses unregistered."],
  entries_renewed_total: ["counter", "Addresses registered again before they ended."],
  failures_total: ["counter", "Bindings and looks that failed, by part: bindings, events, canary."],
  members: ["gauge", "Addresses that a binding shall have."],
} as const;

/** What a watch of bindings has done. */
export class SyncMetrics implements WatchReport, WatchMetrics {
  readonly #families = new MetricFamilies("illumio_iac_dag_sync_", FAMILIES);
  readonly #health: RunHealth;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#health = new RunHealth(now);
    this.wrote({ registered: 0, unregistered: 0, renewed: 0 });
    for (const part of ["bindings", "events", "canary"] as const) this.failed(part, 0);
    this.missed({ events: 0, firewall: 0 });
  }

  wrote(counts: {
    readonly registered: number;
    readonly unregistered: number;
    readonly renewed: number;
  }): void {
    this.#families.count("entries_registered_total", {}, counts.registered);
    this.#families.count("entries_unregistered_total", {}, counts.unregistered);
    this.#families.count("entries_renewed_total", {}, counts.renewed);
  }

  missed(counts: { readonly events: number; readonly firewall: number }): void {
    this.#families.count("missed_addresses_total", { cause: "events" }, counts.events);
    this.#families.count("missed_addresses_total", { cause: "firewall" }, counts.firewall);
  }

  failed(part: WatchPart, count: number): void {
    this.#families.count("failures_total", { part }, count);
  }

  members(counts: readonly MemberCount[]): void {
    this.#families.clear("members");
    for (const { count, ...labels } of counts) this.#families.set("members", labels, count);
  }

  reconciled(reason: WatchReason, seconds: number, succeeded: boolean): void {
    this.#health.ended(succeeded);
    this.#families.ran({ reason, seconds, succeeded, lastSuccess: this.#health.lastSuccess });
  }

  followed(seconds: number, succeeded: boolean): void {
    this.#families.count("incremental_syncs_total", { result: succeeded ? "success" : "failure" });
    this.#families.took("incremental_sync_duration_seconds", seconds);
  }

  health(): Health {
    return this.#health.health();
  }

  text(): string {
    return this.#families.text();
  }
}
