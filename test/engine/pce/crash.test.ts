import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dyingAfter, EngineScene, living } from "./engine-scene";
import type { EngineStack } from "./engine-stack";
import { descendants, end } from "./kill-cli";

jest.setTimeout(180_000);

const DOCS = readFileSync(path.resolve(__dirname, "../../../docs/dynamic-resources.md"), "utf8");
const PROGRAM = `
  const role = new Label("role", { key: "role", value: "web" });
  new UnmanagedWorkload("web01", { hostname: "web01" }, { dependsOn: role });
`;

let scene: EngineScene;
let stack: EngineStack;
beforeAll(async () => {
  scene = await EngineScene.open();
  stack = await scene.stack(PROGRAM);
});
afterAll(() => scene.close());

it("the next up heals without a duplicate when the provider dies between the PCE's answer and the state", async () => {
  stack.setEnvironment(dyingAfter("create"));
  const killed = await stack.run("up", "--yes", "--skip-preview");
  expect(killed.code).toBe(1);
  expect(killed.text).toContain(documented("error reading from server: EOF"));
  expect(Object.keys(scene.labels())).toEqual(["role=web"]);
  expect(await stack.resources()).toEqual([]);

  stack.setEnvironment(living);
  await stack.up();
  expect((await stack.resource("role")).id).toBe(scene.labels()["role=web"]);
  expect(Object.keys(scene.labels())).toEqual(["role=web"]);
});

it("the next up finishes an update or a delete when the provider died before it reported it", async () => {
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

it("a stack continues after the CLI was killed when its lock is removed", async () => {
  stack.program = `new Label("role", { key: "role", value: "web" });`;
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

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`did not come true: ${condition}`);
    await sleep(50);
  }
}
