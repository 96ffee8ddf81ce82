const { writeSync } = require("node:fs");

/** Last lines of a run: which tests were skipped for want of something, and `N passed, N failed`. */
module.exports = class SummaryReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((file) =>
      file.testResults
        .filter(({ status, fullName }) => status === "pending" && fullName.includes("(needs "))
        .map(({ fullName }) => fullName),
    );
    const broken = results.testResults.filter((file) => file.testExecError !== undefined).length;
    process.once("exit", () => {
      if (skipped.length > 0) {
        const names = skipped.map((name) => `  - ${name}\n`).join("");
        writeSync(2, `\nSkipped, because something they need is missing on this machine:\n${names}`);
      }
      writeSync(1, `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed\n`);
    });
  }
};
