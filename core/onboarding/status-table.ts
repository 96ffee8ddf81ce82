import { visible } from "../visible";
import type { VmRecord } from "./vm-record";

/** Where a machine stands, those first that need a person. */
export const VM_STATES = [
  "failed",
  "approval",
  "newer",
  "waiting",
  "under way",
  "done",
  "skipped",
  "closed",
] as const;

export type VmState = (typeof VM_STATES)[number];

/** A row of the table that people look at. */
export interface StatusRow {
  readonly state: VmState;
  readonly vm: string;
  readonly vmId: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  /** The last step that is done. */
  readonly step: string;
  /** In ISO 8601. */
  readonly since: string;
  readonly reason: string;
  /** In ISO 8601; empty where none is planned. */
  readonly nextAttempt: string;
}

const COLUMNS = [
  "state",
  "vm",
  "vmId",
  "subscription",
  "resourceGroup",
  "step",
  "since",
  "reason",
  "nextAttempt",
] as const satisfies readonly (keyof StatusRow)[];

/**
 * All machines, those first that need a person; within a state the one first that is in it for longest.
 *
 * @param newer vmIds of records that a later release wrote
 */
export function statusRows(records: Iterable<VmRecord>, newer: Iterable<string> = []): StatusRow[] {
  const rows = [...[...records].map(rowOf), ...[...newer].map(rowOfNewer)];
  return rows.sort(
    (a, b) =>
      VM_STATES.indexOf(a.state) - VM_STATES.indexOf(b.state) ||
      compare(a.since, b.since) ||
      compare(a.vm, b.vm) ||
      compare(a.vmId, b.vmId),
  );
}

export function stateOf({ status, step, reason, awaitsApproval }: VmRecord): VmState {
  if (status !== "open") return status;
  if (awaitsApproval !== undefined) return "approval";
  if (reason !== "") return "waiting";
  return step === "commissioned" ? "done" : "under way";
}

/** How many machines are in each state that has any, in the order of {@link VM_STATES}. */
export function stateCounts(rows: readonly StatusRow[]): ReadonlyMap<VmState, number> {
  const counts = VM_STATES.map((state) => [state, rows.filter((row) => row.state === state).length] as const);
  return new Map(counts.filter(([, count]) => count > 0));
}

/** The rows as lines of CSV (RFC 4180) with a header. No cell is a formula for a spreadsheet. */
export function statusCsv(rows: readonly StatusRow[]): string[] {
  return [COLUMNS.join(","), ...rows.map((row) => COLUMNS.map((column) => csvCell(row[column])).join(","))];
}

/** A cell that a spreadsheet takes as text: what would begin a formula has an apostrophe before it. */
export function csvCell(value: string): string {
  const line = visible(value);
  const safe = /^\s*[=+\-@＝＋－＠]/u.test(line) ? `'${line}` : line;
  return /[",]|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function rowOf(record: VmRecord): StatusRow {
  const { vmId, name, resourceId, step, since, reason, nextAttempt = "" } = record;
  const place = placeOf(resourceId);
  const told = reason === "" ? attemptText(record) : reason;
  return { state: stateOf(record), vm: name, vmId, ...place, step, since, reason: told, nextAttempt };
}

/** What a machine that is under way again after a failure shows. */
function attemptText({ status, attempts, failure }: VmRecord): string {
  if (status !== "open" || failure === undefined) return "";
  return `attempt ${attempts + 1} is under way; before: ${failure}`;
}

function rowOfNewer(vmId: string): StatusRow {
  return {
    state: "newer",
    vm: "",
    vmId,
    subscription: "",
    resourceGroup: "",
    step: "",
    since: "",
    reason: "a later release of illumio-iac wrote its record; update this one",
    nextAttempt: "",
  };
}

function placeOf(resourceId: string): Pick<StatusRow, "subscription" | "resourceGroup"> {
  const [, subscription = "", resourceGroup = ""] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\//i.exec(resourceId) ?? [];
  return { subscription, resourceGroup };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
