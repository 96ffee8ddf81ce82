import type {
  FirewallCount,
  FirewallWatchPart,
  FirewallWatchReason,
  FirewallWatchReport,
} from "../../reconcilers/sql-firewall/watch/watch-report";
import type { WatchMetrics } from "../sync/health-server";
import { MetricFamilies } from "../sync/metric-families";
import { type Health, RunHealth } from "../sync/run-health";

const FAMILIES = {
  missed_rules_total: [
    "counter",
    "Rules that the comparison at the interval found different: no event told (events), or the server was changed by somebody else (server).",
  ],
  rules_put_total: ["counter", "Rules written."],
  rules_removed_total: ["counter", "Rules removed."],
  failures_total: ["counter", "Firewalls and looks that failed, by part: firewalls, events."],
  rules: ["gauge", "Ranges and subnets that a firewall shall admit."],
  server_rules: ["gauge", "IP rules of the server afterwards, those of others and the marker included."],
  server_rules_limit: ["gauge", "IP rules that the server may have in all (maxRules)."],
  not_expressible: ["gauge", "Consumers, or parts of them, that are not in a firewall, by reason."],
} as const;

/** What a watch of firewalls has done. */
export class FirewallMetrics implements FirewallWatchReport, WatchMetrics {
  readonly #families = new MetricFamilies("illumio_iac_sql_sync_", FAMILIES);
  readonly #health: RunHealth;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#health = new RunHealth(now);
    this.wrote({ put: 0, removed: 0 });
    for (const part of ["firewalls", "events"] as const) this.failed(part, 0);
    this.missed({ events: 0, server: 0 });
  }

  wrote({ put, removed }: { readonly put: number; readonly removed: number }): void {
    this.#families.count("rules_put_total", {}, put);
    this.#families.count("rules_removed_total", {}, removed);
  }

  missed({ events, server }: { readonly events: number; readonly server: number }): void {
    this.#families.count("missed_rules_total", { cause: "events" }, events);
    this.#families.count("missed_rules_total", { cause: "server" }, server);
  }

  failed(part: FirewallWatchPart, count: number): void {
    this.#families.count("failures_total", { part }, count);
  }

  firewalls(counts: readonly FirewallCount[]): void {
    const gauges = ["rules", "server_rules", "server_rules_limit", "not_expressible"] as const;
    for (const name of gauges) this.#families.clear(name);
    for (const { firewall, server, rules, serverRules, maxRules, notExpressible } of counts) {
      const labels = { firewall, server };
      this.#families.set("rules", labels, rules);
      this.#families.set("server_rules", labels, serverRules);
      this.#families.set("server_rules_limit", labels, maxRules);
      for (const [reason, count] of Object.entries(notExpressible))
        this.#families.set("not_expressible", { ...labels, reason }, count);
    }
  }

  reconciled(reason: FirewallWatchReason, seconds: number, succeeded: boolean): void {
    this.#health.ended(succeeded);
    this.#families.ran({ reason, seconds, succeeded, lastSuccess: this.#health.lastSuccess });
  }

  health(): Health {
    return this.#health.health();
  }

  text(): string {
    return this.#families.text();
  }
}
