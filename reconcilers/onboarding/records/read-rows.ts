import { Checks } from "../../../core/checks";
import type { JsonRecord } from "../../../core/checks/json";
import { readRecordRow, type VmRecord } from "../../../core/onboarding";
import { throwFirst } from "../files/first-problems";

/** Records of rows, and vmIds of those that a later release wrote. */
export interface ReadRows {
  readonly records: ReadonlyMap<string, VmRecord>;
  readonly newer: ReadonlySet<string>;
}

/**
 * Reads rows by vmId.
 *
 * @param subject what holds them
 * @throws ConfigurationError that names the first ten damaged rows with every column, and how many more there are
 */
export function readRows(rows: Iterable<readonly [string, JsonRecord]>, subject: string): ReadRows {
  const checks = Checks.start();
  const records = new Map<string, VmRecord>();
  const newer = new Set<string>();
  for (const [vmId, row] of rows) {
    const columns = Checks.start();
    const read = readRecordRow(vmId, row, columns);
    if (columns.problems.length > 0)
      checks
        .called(`row ${vmId}`)
        .fail(columns.problems.map(({ path, reason }) => `${path} ${reason}`).join("; "));
    else if ("newer" in read) newer.add(vmId);
    else records.set(vmId, read.record);
  }
  throwFirst(
    checks,
    subject,
    "Correct the rows, or delete them: their machines are then taken up again from the beginning, and nothing is installed twice.",
  );
  return { records, newer };
}
