import { appendFileSync } from "node:fs";

/** What a run of the tests counts, because each costs seconds. */
export type Counted = "pulumi CLI call" | "provider process";

/** Variable with the path of the file that collects the counts of all workers; `summary-reporter.js` sets and reads it. */
const FILE = "ILLUMIO_IAC_TEST_COUNTS";

/** Called by the helpers that start such a process, once for each. */
export function count(kind: Counted): void {
  const file = process.env[FILE];
  if (file !== undefined) appendFileSync(file, `${kind}\n`);
}
