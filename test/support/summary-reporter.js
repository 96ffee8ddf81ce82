const { mkdtempSync, readFileSync, rmSync, writeFileSync, writeSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");

/**
 * The most that a run may start of what costs seconds each; see `process-counts.ts`. Of the calls 11 are for the
 * examples of Azure.
 */
const LIMITS = { "pulumi CLI call": 111, "provider process": 15 };

/**
 * Last lines of a run: which tests were skipped for want of something, how many processes were started that cost
 * seconds each (above its limit a run fails), and `N passed, N failed`.
 */
module.exports = class SummaryReporter {
  onRunStart() {
    this.folder = mkdtempSync(path.join(tmpdir(), "illumio-iac-counts-"));
    this.file = path.join(this.folder, "counts");
    writeFileSync(this.file, "");
    process.env.ILLUMIO_IAC_TEST_COUNTS = this.file; // workers start later and inherit it
  }

  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((file) =>
      file.testResults
        .filter(({ status, fullName }) => status === "pending" && fullName.includes("(needs "))
        .map(({ fullName }) => fullName),
    );
    const broken = results.testResults.filter((file) => file.testExecError !== undefined).length;
    const started = readFileSync(this.file, "utf8").split("\n");
    rmSync(this.folder, { recursive: true });
    const counts = Object.entries(LIMITS).map(([kind, limit]) => ({
      kind,
      limit,
      count: started.filter((line) => line === kind).length,
    }));
    const over = counts.filter(({ count, limit }) => count > limit);
    if (over.length > 0) this.error = new Error(`more than the limit: ${over.map(text).join(", ")}`);
    process.once("exit", () => {
      if (skipped.length > 0) {
        const names = skipped.map((name) => `  - ${name}\n`).join("");
        writeSync(2, `\nSkipped, because something they need is missing on this machine:\n${names}`);
      }
      if (this.error) writeSync(2, `The run fails: ${this.error.message}\n`);
      writeSync(1, `${counts.map(text).join(", ")}\n`);
      writeSync(1, `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed\n`);
    });
  }

  getLastError() {
    return this.error;
  }
};

function text({ kind, count, limit }) {
  return `${kind}${kind.endsWith("s") ? "e" : ""}s: ${count} (limit ${limit})`;
}
