import { writeFileSync } from "node:fs";
import { DagSyncScene } from "./dag-sync-scene";

jest.setTimeout(180_000);

let scene: DagSyncScene;
beforeEach(async () => {
  scene = await DagSyncScene.open({ vsys: ["vsys1", "vsys2"] });
});
afterEach(() => scene.close());

const FLAGS = ["--name", "web", "--owner", "network-team", "--label", "role=web", "--firewall", "edge"];

test("a binding by flags is the same declaration as in a file", async () => {
  await scene.workload("web01", "10.0.0.1");
  expect((await scene.call(["claim", ...FLAGS])).code).toBe(0);
  expect((await scene.run("--apply")).code).toBe(0);
  expect((await scene.call(["--plan", "--exit-code", ...FLAGS])).code).toBe(0);
  expect(scene.members()).toEqual(["10.0.0.1"]);
});

test("labels of one key are alternatives, and every other flag is part of the declaration", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("db01", "10.0.0.2", "db");
  await scene.workload("db02", "10.9.0.2", "db");
  const flags = ["--tag", "both", "--owner", "me", "--firewall", "edge", "--vsys", "vsys2"];
  const more = ["--label", "role=web", "--label", "role=db", "--exclude", "10.9.0.0/16", "--family", "ipv4"];
  const all = [...flags, ...more, "--max-addresses", "9", "--non-persistent"];
  expect((await scene.call(["claim", ...all])).code).toBe(0);
  expect((await scene.call(["--apply", ...all])).code).toBe(0);
  const table = scene.panos.firewalls[0]!.registered("vsys2");
  expect(Object.keys(table).filter((address) => table[address]!.includes("both"))).toEqual([
    "10.0.0.1",
    "10.0.0.2",
  ]);
  writeFileSync(
    scene.file,
    `owner: me
bindings:
  both:
    tag: both
    labels: { role: { anyOf: [web, db] } }
    target: { firewall: edge, vsys: vsys2 }
    excludeRanges: [10.9.0.0/16]
    maxAddresses: 9
    persistent: false
`,
  );
  expect((await scene.run("--plan", "--exit-code")).code).toBe(0);
});

test("a binding with --not-label holds the workloads without that label", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("db01", "10.0.0.2", "db");
  const { out } = await scene.call([...FLAGS.slice(0, 4), "--not-label", "role=web", "--firewall", "edge"]);
  expect(out).toContain("  + 10.0.0.2  db01\n");
  expect(out).not.toContain("web01");
});

test("flags have the checks of a file, and cannot be combined with a file", async () => {
  const both = await scene.run(...FLAGS);
  expect([both.code, both.err]).toEqual([
    1,
    expect.stringContaining("a file and a binding by flags exclude"),
  ]);
  const alone = await scene.run("--max-addresses", "4");
  expect([alone.code, alone.err]).toEqual([1, expect.stringContaining("--name: is missing")]);
  const { code, err } = await scene.call(["--label", "role=web", "--name", "web"]);
  expect(code).toBe(1);
  expect(err).toContain("flags: 2 problems");
  expect(err).toContain("owner: is missing");
  expect(err).toContain("bindings.web.target.firewall: is missing");
  expect((await scene.call(["--label", "role"])).err).toContain("It must look like role=web, got 'role'.");
});
