import { Command } from "commander";
import { counted } from "../../core/counted";
import { ConfigurationError } from "../../core/errors";
import { foldedColumn } from "../../core/folded";
import { type StatusRow, stateCounts, statusCsv, statusRows } from "../../core/onboarding";
import { visible } from "../../core/visible";
import { ExitCode } from "../exit-code";
import { jsonLines, print, terminalWidth } from "../output";
import { table } from "../table";
import { addPlaceOptions, openRecords, type PlaceOptions } from "./records-place";

interface StatusOptions extends PlaceOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly exitCode?: boolean;
}

/** Exit code of `--exit-code` when a machine has failed. */
const FAILED = 1;

/** `onboarding status`: where each machine stands. */
export function statusCommand(): Command {
  const command = new Command("status").description(
    "print where each machine stands, those first that need a person",
  );
  return addPlaceOptions(command)
    .option("--json", "print JSON instead of text")
    .option("--csv", "print CSV instead of text, for a spreadsheet")
    .option("--exit-code", "exit with 1 when a machine has failed")
    .action(status);
}

async function status(options: StatusOptions): Promise<void> {
  const { json, csv, exitCode } = options;
  if (json && csv) throw new ConfigurationError("--csv", "and --json exclude each other");
  const { records, newer } = await (await openRecords(options)).read();
  const rows = statusRows(records.values(), newer);
  const states = stateCounts(rows);
  if (json) await print(jsonLines({ states: Object.fromEntries(states), machines: rows }));
  else await print(csv ? statusCsv(rows) : statusText(rows, terminalWidth()));
  if (exitCode && states.has("failed")) throw new ExitCode(FAILED);
}

/** A narrower column of reasons is left to the terminal, which breaks lines as it can. */
const NARROWEST_REASON = 20;

/**
 * The rows as a table for people, with a line that sums them up.
 *
 * @param width of a terminal, where reasons go on below themselves; without it each machine has one line
 */
export function statusText(rows: readonly StatusRow[], width?: number): string[] {
  const counts = [...stateCounts(rows)].map(([state, count]) => `${count} ${state}`);
  const sum = [counted(rows.length, "machine"), ...(counts.length > 0 ? [counts.join(", ")] : [])].join(": ");
  if (rows.length === 0) return [sum];
  const twins = twinNames(rows);
  const cells = rows.map((row) => [
    row.state,
    row.vm === "" || twins.has(row.vm.toLowerCase()) ? `${row.vm} ${row.vmId}`.trim() : row.vm,
    row.step,
    minutes(row.since),
    row.nextAttempt === "" ? row.reason : `${row.reason}; next attempt ${minutes(row.nextAttempt)}`,
  ]);
  const lines = table([["state", "vm", "step", "since", "reason"], ...cells]).map(visible);
  return [...fitting(lines, width), "", sum];
}

function fitting(lines: readonly string[], width = Number.POSITIVE_INFINITY): readonly string[] {
  const column = lines[0]!.indexOf("reason");
  const most = width - column;
  return Number.isFinite(most) && most >= NARROWEST_REASON ? foldedColumn(lines, column, most) : lines;
}

/** Names that more than one machine has, in lower case. */
function twinNames(rows: readonly StatusRow[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twins = new Set<string>();
  for (const { vm } of rows) {
    const name = vm.toLowerCase();
    if (seen.has(name)) twins.add(name);
    seen.add(name);
  }
  return twins;
}

/** `2026-03-01 08:05Z` */
function minutes(time: string): string {
  return time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/, "$1 $2Z");
}
