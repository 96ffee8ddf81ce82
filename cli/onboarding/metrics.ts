import { type OnboardingReport, wentOn } from "../../reconcilers/onboarding/report";
import type { WatchMetrics } from "../sync/health-server";
import { MetricFamilies } from "../sync/metric-families";
import { type Health, RunHealth } from "../sync/run-health";

const FAMILIES = {
  machines: ["gauge", "Machines by state, as the status table has them."],
  inventory: ["gauge", "Machines in the inventory."],
  advanced_total: ["counter", "Machines that a run took to a later step."],
  commands_started_total: ["counter", "Installations of an agent that were begun."],
  publishes_total: ["counter", "Publishes in Check Point."],
  installs_total: ["counter", "Installations of a policy that were begun."],
} as const;

/** What the runs of a process have done. */
export class OnboardingMetrics implements WatchMetrics {
  readonly #families = new MetricFamilies("illumio_iac_onboarding_", FAMILIES);
  readonly #health: RunHealth;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#health = new RunHealth(now);
  }

  did(report: OnboardingReport): void {
    const { states, inventory, commandsStarted, publishes, installs } = report;
    this.#families.clear("machines");
    for (const [state, count] of Object.entries(states)) this.#families.set("machines", { state }, count);
    this.#families.set("inventory", {}, inventory);
    this.#families.count("advanced_total", {}, wentOn(report));
    this.#families.count("commands_started_total", {}, commandsStarted);
    this.#families.count("publishes_total", {}, publishes);
    this.#families.count("installs_total", {}, installs);
  }

  ended(reason: string, seconds: number, succeeded: boolean): void {
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
