import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freeStackName, PulumiStack } from "../../../scripts/demo/pulumi-stack";

jest.setTimeout(60_000);

const fixture = path.resolve(__dirname, "../../fixtures/cut-off-demo.cjs");

let program: string;
let temporary: string;
beforeEach(() => {
  program = mkdtempSync(path.join(os.tmpdir(), "program-"));
  temporary = path.join(program, "tmp");
  mkdirSync(temporary);
});
afterEach(() => rmSync(program, { recursive: true, force: true }));

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "a demo that %s cuts off ends its processes and theirs, removes its files, says so in one line and exits with %i",
  async (signal, exitCode) => {
    const env = { ...process.env, TMPDIR: temporary };
    const demo = spawn(process.execPath, [fixture, program], { env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    demo.stdout.on("data", (data) => {
      stdout += data;
    });
    demo.stderr.on("data", (data) => {
      stderr += data;
    });
    const closed = once(demo, "close");
    const pidFile = path.join(program, "host.pid");
    while (!existsSync(pidFile) || readFileSync(pidFile, "utf8") === "") await wait(20);
    const host = Number(readFileSync(pidFile, "utf8"));
    expect(readdirSync(program).sort()).toEqual(["Pulumi.sandbox.yaml", "host.pid", "tmp"]);
    expect(readdirSync(temporary)).toEqual([expect.stringMatching(/^illumio-iac-demo-/)]);
    expect(isRunning(host)).toBe(true);
    demo.kill(signal);
    expect(await closed).toEqual([exitCode, null]);
    expect(stderr).toBe(
      `\n${signal} cut the demo off at "Making it"; its processes have ended, and its files are removed.\n`,
    );
    expect(stdout).not.toContain("tidied up");
    expect(readdirSync(program).sort()).toEqual(["host.pid", "tmp"]);
    expect(readdirSync(temporary)).toEqual([]);
    expect(isRunning(host)).toBe(false);
  },
);

/** Whether a process runs; one that has ended may wait for whoever started it to take notice. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return /^[^Z\s]/.test(stdout.trim());
}

test("two demos of one program have stacks of different names, and a settings file that was there stays", () => {
  writeFileSync(path.join(program, "Pulumi.sandbox-2.yaml"), "config: {}\n");
  const names = [freeStackName(program), freeStackName(program)];
  expect(names).toEqual(["sandbox", "sandbox-3"]);
  for (const name of names) new PulumiStack({ bin: "", program, environment: {}, name }).forget();
  expect(readdirSync(program).sort()).toEqual(["Pulumi.sandbox-2.yaml", "tmp"]);
});
