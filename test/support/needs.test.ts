import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Runs a test file that needs Python, on a machine that seems to have nothing. */
function runWithNothing(noSkips: string): { numPassedTests: number; tests: string[]; message: string } {
  const rootDir = mkdtempSync(path.join(tmpdir(), "illumio-iac-needs-"));
  const needs = JSON.stringify(path.join(__dirname, "needs"));
  writeFileSync(
    path.join(rootDir, "x.test.ts"),
    `import { describeNeeding } from ${needs};
     describeNeeding("python", "a snake", () => { test("bites", () => {}); });
     test("stands by itself", () => {});`,
  );
  const transform = {
    "^.+\\.ts$": [require.resolve("@swc/jest"), { jsc: { parser: { syntax: "typescript" } } }],
  };
  const config = JSON.stringify({ rootDir, transform, testMatch: ["**/*.test.ts"], cacheDirectory: rootDir });
  const jest = spawnSync(process.execPath, [require.resolve("jest/bin/jest"), "--json", "--config", config], {
    encoding: "utf8",
    env: { PATH: rootDir, HOME: rootDir, PYENV_ROOT: rootDir, ILLUMIO_IAC_NO_SKIPS: noSkips },
  });
  rmSync(rootDir, { recursive: true });
  const { numPassedTests, testResults } = JSON.parse(jest.stdout);
  const [{ assertionResults, message }] = testResults;
  const tests = assertionResults.map(
    ({ fullName, status }: { fullName: string; status: string }) => `${fullName}: ${status}`,
  );
  return { numPassedTests, tests, message };
}

describe("tests that need something the machine lacks", () => {
  test("are skipped, with the need in their name", () => {
    const { tests } = runWithNothing("");
    expect(tests).toEqual(["a snake (needs python) bites: pending", "stands by itself: passed"]);
  }, 60_000);

  test("fail where skips are not allowed, and say what is missing", () => {
    const { tests, message } = runWithNothing("1");
    expect(tests).toEqual(["a snake needs python: failed", "stands by itself: passed"]);
    expect(message).toContain("python: missing on this machine");
  }, 60_000);
});
