import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type PanosSimulator, startPanosSimulator } from "../../../sandbox/panos";
import { firewallEnvironment, pceEnvironment } from "../../support/environments";
import { EngineScene } from "../pce/engine-scene";
import type { EngineStack } from "../pce/engine-stack";

jest.setTimeout(240_000);

const COMMAND = path.resolve(__dirname, "../../../bin/illumio-iac.js");
const PROGRAM = `
  const role = new Label("web", { key: "role", value: "web" });
  const host = new UnmanagedWorkload("web01", {
    hostname: "web01", interfaces: { eth0: { address: "10.0.0.1" } }, labels: { role: role.value },
  });
  const web = new DagBinding("web", {
    labels: { role: { anyOf: [role.value] } }, target: { firewall: "edge" }, excludeRanges: ["10.9.0.0/16"],
    maxAddresses: 9, addressGroup: { name: "web-group" },
  }, { dependsOn: [host] });
  return { bindings: [web], owner: web.owner };
`;

let scene: EngineScene;
let panos: PanosSimulator;
let stack: EngineStack;
const folder = mkdtempSync(path.join(tmpdir(), "engine-commands-"));
const [state, file] = [path.join(folder, "state.json"), path.join(folder, "bindings.yaml")];
beforeAll(async () => {
  scene = await EngineScene.open();
  panos = await startPanosSimulator({ seed: 1 });
  stack = await scene.stack(PROGRAM, { environment: firewallEnvironment(panos) });
});
afterAll(async () => {
  await scene.close();
  await panos.close();
  rmSync(folder, { recursive: true });
});

/** The built command, in the environment of an operator. */
const illumioIac = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { PATH: process.env["PATH"], ...pceEnvironment(scene.pce), ...firewallEnvironment(panos) };
    execFile(process.execPath, [COMMAND, ...args], { env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });

const sweep = async (...args: string[]) => {
  const owner = (await stack.outputs()).owner.split("/").slice(0, 3).join("/");
  const { code, out } = await illumioIac("sweep", "--owner", owner, "--firewall", "edge", "--json", ...args);
  return { code, report: JSON.parse(out) };
};

it("dag-sync exports from a stack of the real engine what it then follows, until destroy", async () => {
  await stack.up();
  writeFileSync(state, await stack.exported());
  const { out } = await illumioIac("dag-sync", "export", state);
  writeFileSync(file, out);
  expect(out).toContain("owner: ");
  expect(out).not.toContain(panos.apiKey);
  writeFileSync(state, await stack.must("stack", "output", "--json"));
  expect((await illumioIac("dag-sync", "export", state)).out).toBe(out);
  expect((await illumioIac("dag-sync", "--plan", "--exit-code", "--bindings", file)).code).toBe(0);

  await scene.someone.createWorkload({
    name: "web02",
    interfaces: [{ name: "eth0", address: "10.0.0.2" }],
    labels: [{ href: scene.labels()["role=web"]! }],
  });
  expect((await illumioIac("dag-sync", "--apply", "--bindings", file)).err).toBe(
    "web on edge, vsys1: 1 registered, 0 unregistered\n",
  );
  await stack.up("--expect-no-changes");

  await scene.someone.deleteWorkload(scene.workloads().find(({ name }) => name === "web02").href);
  await stack.must("destroy", "--yes", "--skip-preview");
  const label = await scene.someone.createLabel({ key: "role", value: "web" });
  const { code, err } = await illumioIac("dag-sync", "--apply", "--bindings", file);
  expect([code, err]).toEqual([1, expect.stringContaining("binding web is not claimed in vsys1")]);
  await scene.someone.deleteLabel(label.href);
  expect(panos.firewalls[0]!.registered()).toEqual({});
});

it("sweep finds nothing while the stack's state exists, and removes everything when the state is lost", async () => {
  await stack.up();
  writeFileSync(state, await stack.exported());
  const there = await sweep("--state", state, "--apply");
  expect([there.code, there.report.objects]).toEqual([0, []]);
  expect(there.report.kept).toHaveLength(5);

  const lost = await sweep("--without-state", "--apply");
  expect([lost.code, lost.report.objects.length]).toEqual([0, 5]);
  expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
  expect(panos.firewalls[0]!.registered()).toEqual({});
});
