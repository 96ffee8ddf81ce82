import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { type PanosSimulator, startPanosSimulator } from "../../../sandbox/panos";
import { describeNeeding } from "../../support/needs";
import { pythonWith } from "../../support/python";

const run = promisify(execFile);

describeNeeding("pan-os-python from PyPI", "pan-os-python", () => {
  let panos: PanosSimulator;
  // biome-ignore lint/suspicious/noExplicitAny: a report of many shapes
  let seen: any;

  beforeAll(async () => {
    panos = await startPanosSimulator({ seed: 1, pair: true });
    const script = path.join(__dirname, "pan_os_python_acceptance.py");
    const passivePort = panos.hosts[1]!.split(":")[1]!;
    const target = [panos.host, String(panos.port), panos.apiKey, passivePort];
    const env = { PATH: process.env["PATH"] };
    const { stdout } = await run(pythonWith("pan-os-python")!, [script, ...target], { env });
    seen = JSON.parse(stdout);
  }, 300_000);
  afterAll(() => panos.close());

  test("connects and reads what system it is", () => {
    expect(seen.system).toEqual(["11.1.4", "PA-3440"]);
    expect(seen.wrong_key).toContain("Invalid Credential");
  });

  test("registers, recognises a duplicate, and lists by tag and by address", () => {
    const both = { "10.0.0.1": ["prod", "web"], "10.0.0.2": ["prod", "web"] };
    expect(seen.registered).toEqual(both);
    expect(seen.by_tag).toEqual({ "10.0.0.1": ["web"], "10.0.0.2": ["web"] });
    expect(seen.by_ip).toEqual({ "10.0.0.2": both["10.0.0.2"] });
  });

  test("unregisters, audits to an exact set and clears", () => {
    expect(seen.after_unregister).toEqual({ "10.0.0.1": ["prod", "web"], "10.0.0.2": ["web"] });
    expect(seen.audited).toEqual({ "10.0.0.2": ["db"], "2001:db8::7": ["db"] });
    expect(seen.cleared).toEqual({});
  });

  test("reads a long list page by page", () => {
    expect(seen.pages).toBe(1102);
  });

  test("gets an error for a tag that PAN-OS refuses", () => {
    expect(seen.quote).toContain("quote");
  });

  test("finds the active one of a pair", () => {
    expect(seen.ha_active).toBe("active");
    expect(seen.ha_states).toEqual(["active", "passive"]);
  });
});
