import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type PanosSimulator, startPanosSimulator } from "../../../simulators/panos";
import { EngineScene, pceEnvironment } from "../pce/engine-scene";

jest.setTimeout(180_000);

const COMMAND = path.resolve(__dirname, "../../../bin/illumio-iac.js");
const PROGRAM = `
  const host = new UnmanagedWorkload("web01", {
    hostname: "web01", interfaces: { eth0: { address: "10.0.0.1" } }, labels: { role: "web" },
  });
  const web = new DagBinding("web", {
    labels: { role: { anyOf: ["web"] } }, target: { firewall: "edge" }, excludeRanges: ["10.9.0.0/16"], maxAddresses: 9,
  }, { dependsOn: [host] });
  return { bindings: [web] };
`;

let scene: EngineScene;
let panos: PanosSimulator;
const folder = mkdtempSync(path.join(tmpdir(), "dag-sync-export-"));
beforeEach(async () => {
  scene = await EngineScene.open();
  panos = await startPanosSimulator({ seed: 1 });
});
afterEach(async () => {
  await scene.close();
  await panos.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

it("exports from a stack of the real engine what dag-sync then follows, until destroy", async () => {
  const firewall = {
    ILLUMIO_FIREWALL_EDGE_HOSTS: panos.hosts.join(","),
    ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
    ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
  };
  const env = { PATH: process.env["PATH"], ...pceEnvironment(scene.pce), ...firewall };
  const dagSync = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      execFile(process.execPath, [COMMAND, "dag-sync", ...args], { env }, (error, out, err) => {
        resolve({ code: error ? Number(error.code) : 0, out, err });
      });
    });
  const { href } = await scene.someone.createLabel({ key: "role", value: "web" });
  const stack = await scene.stack(PROGRAM, { environment: firewall });
  await stack.up();
  const state = path.join(folder, "state.json");
  const file = path.join(folder, "bindings.yaml");
  writeFileSync(state, await stack.exported());
  const { out } = await dagSync("export", state);
  writeFileSync(file, out);
  expect(out).toContain("owner: ");
  expect(out).not.toContain(panos.apiKey);
  writeFileSync(state, await stack.must("stack", "output", "--json"));
  expect((await dagSync("export", state)).out).toBe(out);
  expect((await dagSync("--plan", "--exit-code", "--bindings", file)).code).toBe(0);

  await scene.someone.createWorkload({
    name: "web02",
    interfaces: [{ name: "eth0", address: "10.0.0.2" }],
    labels: [{ href }],
  });
  expect((await dagSync("--apply", "--bindings", file)).err).toBe(
    "web on edge, vsys1: 1 registered, 0 unregistered\n",
  );
  await stack.up("--expect-no-changes");

  await stack.must("destroy", "--yes", "--skip-preview");
  const { code, err } = await dagSync("--apply", "--bindings", file);
  expect([code, err]).toEqual([1, expect.stringContaining("binding web is not claimed in vsys1")]);
  expect(panos.firewalls[0]!.registered()).toEqual({});
});
