import { changesJson, changesText, notExpressibleCounts } from "../../../core/sql-firewall";
import type { RunReport } from "../../shared/watch/run-report";
import type { CommonWatchReason } from "../../shared/watch/watch";
import type { PlannedFirewall } from "../plan/plan-firewalls";

/** Why all firewalls are compared again. */
export type FirewallWatchReason = CommonWatchReason | "firewalls";

/** Parts of a watch that fail on their own: firewalls, the events of the PCE. */
export type FirewallWatchPart = "firewalls" | "events";

/** What a firewall shall have on its server. */
export interface FirewallCount {
  readonly firewall: string;
  readonly server: string;
  /** Ranges and subnets that are admitted. */
  readonly rules: number;
  /** IP rules of the server afterwards, those of others and the marker included. */
  readonly serverRules: number;
  /** IP rules that the server may have in all. */
  readonly maxRules: number;
  /** Consumers, or parts of them, that are not in the firewall, by reason. */
  readonly notExpressible: Readonly<Record<string, number>>;
}

/** Receives what a watch of firewalls does, for metrics. */
export interface FirewallWatchReport extends RunReport<FirewallWatchReason, FirewallWatchPart> {
  /** Rules were written and removed. */
  wrote(counts: { readonly put: number; readonly removed: number }): void;
  /** Rules that the comparison at the interval found different, although every event was followed. */
  missed(counts: { readonly events: number; readonly server: number }): void;
  /** All firewalls; one that is not in the list is no longer known. */
  firewalls(counts: readonly FirewallCount[]): void;
}

/** What a write opened and closed, as it is told. */
export interface WrittenChanges {
  /** The lines of the plan: one for each rule, with range or subnet, source and rule of the PCE. */
  readonly lines: readonly string[];
  /** The same as plain data, as `--plan --json` has it. */
  readonly data: {
    readonly opened: ReturnType<typeof changesJson>["open"];
    readonly closed: ReturnType<typeof changesJson>["close"];
  };
}

export function writtenChanges(planned: PlannedFirewall): WrittenChanges {
  const { open, close } = changesJson(planned);
  return { lines: changesText(planned), data: { opened: open, closed: close } };
}

export function firewallCount({ definition, wanted, plan }: PlannedFirewall): FirewallCount {
  return {
    firewall: definition.name,
    server: definition.server.serverName,
    rules: wanted.ranges.length + wanted.subnets.length,
    serverRules: plan.rulesAfter,
    maxRules: definition.maxRules,
    notExpressible: notExpressibleCounts(wanted),
  };
}
