import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { startPanoramaSimulator, startPanosSimulator } from "../../../../sandbox/panos";
import { describeNeeding } from "../../../support/needs";
import { pythonWith } from "../../../support/python";
import { deviceGroup, dynamicGroup, VSYS } from "./config-call";

const run = promisify(execFile);
const SERIAL = "007951000001001";

let interpreter: string;
beforeAll(() => {
  interpreter = pythonWith("pan-os-python") ?? "";
}, 300_000);

async function python(...args: string[]): Promise<string> {
  const { stdout } = await run(interpreter, args, { env: { PATH: process.env["PATH"] } });
  return stdout;
}

// biome-ignore lint/suspicious/noExplicitAny: a report of many shapes
const report = async (script: string, ...args: string[]): Promise<any> =>
  JSON.parse(await python(path.join(__dirname, script), ...args));

describeNeeding("pan-os-python from PyPI", "pan-os-python", () => {
  test("configures and commits a firewall", async () => {
    const panos = await startPanosSimulator({ seed: 1 });
    const seen = await report("pan_os_python_firewall.py", panos.host, String(panos.port), panos.apiKey);
    await panos.close();
    expect(seen).toEqual({
      empty: [],
      order: ["block", "allow"],
      tags: [["app", "color1", "made by a test"]],
      addresses: [
        ["server", "ip-netmask", "10.0.0.1", ["app"]],
        ["name", "fqdn", "example.com", null],
      ],
      groups: [
        ["static", ["server", "name"], null],
        ["dynamic", null, "'web' and 'prod'"],
      ],
      applied: "'web'",
      rule: [["dynamic"], ["static"], "changed", true],
      in_use: expect.stringMatching(/^tag -> app cannot be deleted because of references from:/),
      missing: "PanObjectMissing",
      bad_filter: expect.stringContaining("dynamic -> filter ''a' und 'b'' is invalid"),
      not_running: "No such node",
      pending: true,
      committed: { success: true, result: "OK", jobid: "1", user: "admin" },
      running: ["static", "dynamic"],
      nothing: null,
      still_pending: false,
      deleted: [[], [], []],
      partial: true,
      failed: [false, "FAIL", "rules -> incomplete is missing 'from'"],
    });
  }, 300_000);

  test("configures Panorama, commits, and pushes to a firewall", async () => {
    const panorama = await startPanoramaSimulator({ seed: 1, serials: [SERIAL] });
    const { host, port, apiKey } = panorama;
    const seen = await report("pan_os_python_panorama.py", host, String(port), apiKey, SERIAL);
    const groups = panorama.managed[SERIAL]!.dynamicGroups();
    await panorama.close();
    expect(seen).toEqual({
      rules: ["rule", "rule"],
      committed: [true, "1"],
      pushed: [true, { [SERIAL]: true }],
      old_style: true,
      on_firewall: ["dynamic"],
      hierarchy: { branches: null },
      devices: [["branches", [SERIAL], true]],
    });
    expect(groups).toEqual({ dynamic: [] });
  }, 300_000);
});

describeNeeding("pan-os-python from PyPI", "panxapi.py", () => {
  const panxapi = (
    system: { host: string; port: number; apiKey: string; caFile: string },
    ...args: string[]
  ) =>
    python(
      path.join(path.dirname(interpreter), "panxapi.py"),
      ...["-h", system.host, "-P", String(system.port), "-K", system.apiKey, "--cafile", system.caFile],
      ...args,
    );

  test("sets, reads and commits", async () => {
    const panos = await startPanosSimulator({ seed: 1 });
    await panxapi(panos, "-S", dynamicGroup("g", "'web'"), `${VSYS}/address-group`);
    expect(await panxapi(panos, "-x", "-g", `${VSYS}/address-group`)).toContain("<filter>'web'</filter>");
    await panxapi(panos, "-C", "", "--sync", "--interval", "0");
    expect(await panxapi(panos, "-x", "-s", `${VSYS}/address-group`)).toContain("<filter>'web'</filter>");
    await panxapi(panos, "--rename", "--dst", "h", `${VSYS}/address-group/entry[@name='g']`);
    await panxapi(panos, "-d", `${VSYS}/address-group/entry[@name='h']`);
    await panxapi(panos, "-C", "", "--validate", "--sync", "--interval", "0");
    await panxapi(panos, "-C", "", "--force", "--sync", "--interval", "0");
    expect(panos.firewalls[0]!.config(`${VSYS}/address-group/entry`)).toBe("");
    await expect(panxapi(panos, "-s", `${VSYS}/tag`)).rejects.toThrow(/No such node/);
    await panos.close();
  }, 300_000);

  test("pushes from Panorama", async () => {
    const panorama = await startPanoramaSimulator({ seed: 1, deviceGroups: { branches: [SERIAL] } });
    await panxapi(panorama, "-S", dynamicGroup("g", "'web'"), `${deviceGroup("branches")}/address-group`);
    await panxapi(panorama, "-C", "", "--sync", "--interval", "0");
    await panxapi(panorama, "-A", "", "--group", "branches", "--sync", "--interval", "0");
    expect(panorama.managed[SERIAL]!.dynamicGroups()).toEqual({ g: [] });
    await panorama.close();
  }, 300_000);
});
