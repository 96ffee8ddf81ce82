import { readdirSync } from "node:fs";
import path from "node:path";
import { EngineScene } from "./engine-scene";
import type { EngineStack } from "./engine-stack";

jest.setTimeout(180_000);

const PROGRAM = `
  const role = new Label("role", { key: "role", value: "web" });
  const web01 = new UnmanagedWorkload("web01", {
    hostname: "web01",
    description: "front end",
    interfaces: { eth0: { address: "10.0.0.1", cidrBlock: 24 } },
    labels: { role: role.value },
  });
  return { role: role.href, web01: web01.href };
`;
const FOLDER = path.resolve(__dirname, "../../fixtures/programs/pce");

let scene: EngineScene;
let stack: EngineStack;
const before = readdirSync(FOLDER);
beforeAll(async () => {
  scene = await EngineScene.open();
  stack = await scene.stack(PROGRAM);
});
afterAll(() => scene.close());

/** The life of one stack: each test goes on where the one before has ended. */
describe("a stack", () => {
  it("previews, creates in the order of its dependencies, and changes nothing with a second up", async () => {
    expect(await stack.preview()).toEqual({ role: "create", web01: "create" });
    expect(scene.newWrites()).toEqual([]);
    await stack.up();
    expect(scene.newWrites()).toEqual(["POST labels", "PUT workloads/bulk_create"]);
    expect((await stack.resource("role")).id).toBe(scene.labels()["role=web"]);
    await stack.up("--expect-no-changes");
    expect(scene.newWrites()).toEqual([]);
  });

  it("shows only changed lines in a preview, and no hidden inputs", async () => {
    stack.program = PROGRAM.replace("10.0.0.1", "10.0.0.2").replace(
      "eth0: {",
      'eth1: { address: "10.1.0.1" }, eth0: {',
    );
    const diff = await stack.must("preview", "--diff");
    expect(diff).toContain('~ address: "10.0.0.1" => "10.0.0.2"');
    expect(diff).toContain("+ eth1: {");
    expect(diff).not.toMatch(/description|__illumio|ownership/);
  });

  it("shows drift on refresh, and reverts it with up", async () => {
    stack.program = PROGRAM;
    const [workload] = scene.workloads();
    await scene.someone.updateWorkload(workload.href, {
      description: "by hand",
      data_center: "not ours",
      labels: [],
    });
    await scene.someone.updateLabel(scene.labels()["role=web"]!, { value: "by hand" });
    const drift = await stack.must("refresh", "--yes", "--skip-preview", "--diff");
    expect(drift).toMatch(/description: "front end" => "by hand"/);
    expect(drift).toMatch(/- role: "web"/);
    expect(drift).toMatch(/value *: "web" => "by hand"/);
    expect(drift).not.toContain("not ours");
    scene.newWrites();
    const announced = await stack.must("preview", "--diff");
    expect(announced).toMatch(/description: "by hand" => "front end"/);
    await stack.up();
    expect(scene.workloads()).toMatchObject([
      { description: "front end", data_center: "not ours", labels: ["/orgs/1/labels/1"] },
    ]);
    expect(Object.keys(scene.labels())).toEqual(["role=web"]);
    await stack.up("--expect-no-changes", "--refresh");
  });

  it("leaves live objects unchanged when a replacement was requested in a run where another resource failed", async () => {
    const names = ["role", "web01"];
    const named = async () => {
      const resources = await stack.resources();
      return names.map((name) => resources.find(({ urn }) => urn.endsWith(`::${name}`))!);
    };
    const earlier = await named();
    stack.program = `${PROGRAM.replace(/return.*/, "")}
      const dependsOn = [role, web01]; // it fails when both are replaced, and not before
      new UnmanagedWorkload("bad", { name: "bad", labels: { app: "missing" } }, { dependsOn });`;
    const replaced = earlier.flatMap(({ urn }) => ["--target-replace", urn]);
    const bad = ["--target", "urn:pulumi:dev::shop::**::bad"];
    const run = await stack.run("up", "--yes", "--skip-preview", ...replaced, ...bad);
    expect(run.code).not.toBe(0);
    expect(run.text).toContain("app=missing does not exist");
    expect((await stack.resources()).filter((state) => state.delete === true)).not.toEqual([]);

    stack.program = PROGRAM;
    await stack.up();
    for (const [index, after] of (await named()).entries()) {
      expect(after.id).toBe(earlier[index]!.id);
      expect(after.outputs.ownership.incarnation).not.toBe(earlier[index]!.outputs.ownership.incarnation);
    }
    expect(scene.labels()).toEqual({ "role=web": "/orgs/1/labels/1" });
    expect(scene.workloads()).toMatchObject([{ hostname: "web01", labels: ["/orgs/1/labels/1"] }]);
  });

  it("makes the new label, then changes the workload, then deletes the old label when a key changes", async () => {
    scene.newWrites();
    stack.program = PROGRAM.replace('key: "role"', 'key: "app"').replace("labels: { role:", "labels: { app:");
    expect(await stack.preview()).toMatchObject({ web01: "update" });
    await stack.up();
    expect(scene.newWrites()).toEqual(["POST labels", "PUT workloads/bulk_update", "DELETE labels/1"]);
    expect(scene.labels()).toEqual({ "app=web": "/orgs/1/labels/2" });
    expect(scene.workloads()).toMatchObject([{ labels: ["/orgs/1/labels/2"] }]);
  });

  it("deletes the workload before the label with destroy, and leaves nothing", async () => {
    scene.newWrites();
    await stack.must("destroy", "--yes", "--skip-preview");
    expect(scene.newWrites()).toEqual(["PUT workloads/bulk_delete", "DELETE labels/2"]);
    expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
  });

  it("writes no settings file into the folder of its program", () => {
    expect(readdirSync(FOLDER)).toEqual(before);
  });
});
