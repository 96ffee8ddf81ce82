import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dyingAfter, EngineScene, living } from "./engine-scene";

jest.setTimeout(120_000);

const DOCS = readFileSync(path.resolve(__dirname, "../../../docs/dynamic-resources.md"), "utf8");

let scene: EngineScene;
beforeEach(async () => {
  scene = await EngineScene.open();
});
afterEach(() => scene.close());

const PROGRAM = `
  const role = new Label("role", { key: "role", value: "web" });
  new UnmanagedWorkload("web01", { hostname: "web01" }, { dependsOn: role });
`;

it("heals without a duplicate when the provider dies between the PCE's answer and the state", async () => {
  const stack = await scene.stack(PROGRAM, { environment: dyingAfter("create") });
  const killed = await stack.run("up", "--yes", "--skip-preview");
  expect(killed.code).toBe(1);
  expect(killed.text).toContain(documented("error reading from server: EOF"));
  expect(Object.keys(scene.labels())).toEqual(["role=web"]);
  expect(await stack.resources()).toEqual([]);

  stack.setEnvironment(living);
  await stack.up();
  expect((await stack.resource("role")).id).toBe(scene.labels()["role=web"]);
  expect(Object.keys(scene.labels())).toEqual(["role=web"]);
  await stack.must("destroy", "--yes", "--skip-preview");
  expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
});

it("heals a workload in the same way", async () => {
  const program = `new UnmanagedWorkload("web01", { hostname: "web01" });`;
  const stack = await scene.stack(program, { environment: dyingAfter("create") });
  expect((await stack.run("up", "--yes", "--skip-preview")).code).toBe(1);
  expect(scene.workloads()).toHaveLength(1);
  stack.setEnvironment(living);
  await stack.up();
  expect(scene.workloads()).toHaveLength(1);
  await stack.up("--expect-no-changes", "--refresh");
});

it("finishes an update, and a delete, that the provider did not live to report", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  stack.program = PROGRAM.replace('value: "web"', 'value: "www"');
  stack.setEnvironment(dyingAfter("update"));
  expect((await stack.run("up", "--yes", "--skip-preview")).code).toBe(1);
  stack.setEnvironment(living);
  await stack.up();
  expect(Object.keys(scene.labels())).toEqual(["role=www"]);
  stack.setEnvironment(dyingAfter("delete"));
  expect((await stack.run("destroy", "--yes", "--skip-preview")).code).toBe(1);
  stack.setEnvironment(living);
  await stack.must("destroy", "--yes", "--skip-preview");
  expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
});

it.each([
  `new Label("role", { key: "role", value: "web", adopt: true });`,
  `new UnmanagedWorkload("web01", { hostname: "web01", labels: { role: "web" }, adopt: true });`,
])("deletes nothing of others after adopt, kill and destroy: %s", async (program) => {
  const { href } = await scene.someone.createLabel({ key: "role", value: "web" });
  await scene.someone.createWorkload({ hostname: "web01", labels: [{ href }] });
  const stack = await scene.stack(program, { environment: dyingAfter("create") });
  scene.newWrites();
  expect((await stack.run("up", "--yes", "--skip-preview")).code).toBe(1);
  stack.setEnvironment(living);
  await stack.must("destroy", "--yes", "--skip-preview");
  await stack.up();
  await stack.must("destroy", "--yes", "--skip-preview");
  expect(scene.newWrites()).toEqual([]);
  expect(scene.labels()).toEqual({ "role=web": href });
  expect(scene.workloads()).toMatchObject([{ hostname: "web01", labels: [href] }]);
});

it("goes on after the CLI was killed, once the lock is gone", async () => {
  const stack = await scene.stack(`new Label("role", { key: "role", value: "web" });`);
  scene.pce.failNext({ method: "POST", path: /labels$/, fault: "slow", milliseconds: 3000 });
  const started = stack.start("up", "--yes", "--skip-preview");
  await until(() => started.seen().includes("role creating"));
  const orphans = descendants(started.pid);
  process.kill(started.pid, "SIGKILL");
  await started.result;
  await until(() => "role=web" in scene.labels());
  orphans.forEach(end);

  expect((await stack.run("up", "--yes", "--skip-preview")).text).toContain(
    documented("the stack is currently locked by 1 lock(s)"),
  );
  documented("`pulumi cancel --yes`, then `pulumi up`");
  await stack.must("cancel", "--yes");
  expect(await stack.up()).toContain(
    documented("Attempting to deploy or update resources with 1 pending operations"),
  );
  expect(Object.keys(scene.labels())).toEqual(["role=web"]);
  documented("`pulumi refresh --clear-pending-creates` after the `up`");
  await stack.must("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  expect(await stack.up("--expect-no-changes")).not.toContain("pending operations");
});

/** @returns the text, which the page for users says too */
function documented(text: string): string {
  expect(DOCS).toContain(text);
  return text;
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // it has ended by itself
  }
}

/** Process ids below a process; they outlive it when it is killed. */
function descendants(pid: number): number[] {
  const parents = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    parents.flatMap(([child, ppid]) => (ppid === parent ? [child!, ...below(child!)] : []));
  return below(pid);
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`did not come true: ${condition}`);
    await sleep(50);
  }
}
