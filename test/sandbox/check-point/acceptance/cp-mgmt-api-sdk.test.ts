import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { type CheckPointSimulator, startCheckPointSimulator } from "../../../../sandbox/check-point";
import { describeNeeding } from "../../../support/needs";
import { pythonWith } from "../../../support/python";

describeNeeding("cp-mgmt-api-sdk from PyPI", "Check Point's Python SDK", () => {
  let simulator: CheckPointSimulator;
  let directory: string;
  // biome-ignore lint/suspicious/noExplicitAny: a report of many shapes
  let seen: any;

  /** Runs a script in a directory with a `fingerprints.txt`, which is where the SDK pins servers. */
  async function python(script: string, fingerprint: string, ...args: string[]): Promise<string> {
    const pinned = { "127.0.0.1": fingerprint.toUpperCase() };
    writeFileSync(path.join(directory, "fingerprints.txt"), JSON.stringify(pinned));
    const child = spawn(pythonWith("cp-mgmt-api-sdk")!, [path.join(__dirname, script), ...args], {
      cwd: directory,
      env: { PATH: process.env["PATH"] },
    });
    child.stdin.end("n\n");
    const closed = once(child, "close");
    const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await closed) as [number];
    if (code !== 0) throw new Error(errors);
    return out;
  }

  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), "illumio-iac-cp-sdk-"));
    simulator = await startCheckPointSimulator({ seed: 1, callsPerSecond: 10_000 });
    simulator.failNext({ fault: "lost", path: /^add-tag$/ });
    simulator.planTask("install-policy", { polls: 3 });
    simulator.planTask("install-policy", { outcome: "partially succeeded", faultMessage: "gw-1 is away" });
    const { port, password, apiKey, certificateSha1, cloudManagementUid } = simulator;
    const args = [String(port), password, apiKey, cloudManagementUid];
    seen = JSON.parse(await python("cp_mgmt_api_sdk.py", certificateSha1, ...args));
  }, 300_000);
  afterAll(async () => {
    await simulator.close();
    rmSync(directory, { recursive: true });
  });

  test("logs in, and sees why it cannot", () => {
    expect(seen.login_failure).toEqual([false, 400, expect.stringContaining("err_login_failed")]);
    expect(seen.login).toEqual([true, "1.9", 3600]);
    expect(seen.session).toEqual(["first run", "WEB_API", true]);
    expect(seen.cloud_read_only).toEqual([true, false, false]);
  });

  test("declines a server whose certificate is not the one on file", async () => {
    const { port, password } = simulator;
    const out = await python("foreign_certificate.py", "00".repeat(20), String(port), password);
    expect(JSON.parse(out.trim().split("\n").at(-1)!)).toEqual([false, "Invalid fingerprint"]);
  });

  test("makes hosts and groups, adds and removes members, and gets validation errors", () => {
    expect(seen.members).toEqual(["h002", "h003", "h004"]);
    expect(simulator.store.membersOf("g")).toEqual(["h002", "h003", "h004"]);
    expect(seen.twice).toEqual([
      false,
      400,
      expect.stringContaining("More than one object named 'h001' exists."),
    ]);
    expect(seen.missing).toBe(404);
  });

  test("sends a write again whose answer was lost, and meets what it has written", () => {
    expect(seen.lost).toEqual([false, expect.stringContaining("More than one object named 'lost' exists.")]);
  });

  test("publishes and installs policy, and waits for the tasks", () => {
    expect(seen.publish).toEqual([true, [["Publish operation", "succeeded"]]]);
    expect(seen.install).toEqual([true, "succeeded"]);
    expect(seen.install_partly).toEqual([false, "gw-1 is away"]);
    expect(seen.tasks).toEqual(["in progress", "succeeded"]);
    expect(simulator.store.publishes).toMatchObject([{ changes: 512, sessionName: "first run" }]);
    expect(simulator.store.installs).toMatchObject([
      { access: true, threatPrevention: false, status: "succeeded", revision: 1 },
      { status: "partially succeeded" },
    ]);
  });

  test("reads all hosts page by page", () => {
    expect(seen.empty).toEqual([]);
    expect(seen.pages_of_50).toEqual([11, 510, 510]);
    expect(seen.pages_of_500).toEqual([2, 510]);
    expect([seen.full, seen.uids]).toEqual([510, 510]);
    expect(seen.one).toContain("h257");
  });

  test("meets the lock of a stale session and discards that session", () => {
    expect(seen.locked).toEqual([false, "Runtime error: An object is locked by another session."]);
    expect(seen.discarded).toEqual([["crashed run", true, 1]]);
    expect(seen.free).toBe(true);
    expect(seen.discard).toEqual({ message: "OK", "number-of-discarded-changes": 1 });
    expect([simulator.store.sessions.all(), [...simulator.store.locks()]]).toEqual([[], []]);
  });
});
