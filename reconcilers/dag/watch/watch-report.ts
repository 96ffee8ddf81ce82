import { type DagBindingDefinition, nameOfTable, type TargetTable } from "../../../core/dag";
import type { RunReport } from "../../shared/watch/run-report";
import type { CommonWatchReason } from "../../shared/watch/watch";

/** Why all bindings are compared again. */
export type WatchReason = CommonWatchReason | "canary" | "bindings";

/** Parts of a watch that fail on their own: bindings, the events of the PCE, the canaries on the firewalls. */
export type WatchPart = "bindings" | "events" | "canary";

/** How many members a binding has in one table. */
export interface MemberCount {
  readonly binding: string;
  readonly firewall: string;
  /** Name of the table in messages. */
  readonly table: string;
  readonly count: number;
}

/** Receives what a watch does, for metrics. */
export interface WatchReport extends RunReport<WatchReason, WatchPart> {
  /** The changes of a poll were followed without a comparison of everything, or led to one. */
  followed(seconds: number, succeeded: boolean): void;
  /** Addresses were written. */
  wrote(counts: {
    readonly registered: number;
    readonly unregistered: number;
    readonly renewed: number;
  }): void;
  /** Addresses that were found different: the PCE reported no event, or another program changed the firewall. */
  missed(counts: { readonly events: number; readonly firewall: number }): void;
  /** The members of all bindings; a binding and table that is not in the list no longer has any. */
  members(counts: readonly MemberCount[]): void;
}

export function memberCount(
  { definition, table }: { readonly definition: DagBindingDefinition; readonly table: TargetTable },
  { addresses }: { readonly addresses: ReadonlyMap<string, unknown> },
): MemberCount {
  const { name, target } = definition;
  return { binding: name, firewall: target.firewall, table: nameOfTable(table), count: addresses.size };
}
