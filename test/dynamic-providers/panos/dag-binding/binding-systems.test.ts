import type { BindingSystems } from "../../../../dynamic-providers/panos/dag-binding/binding-systems";
import { binding } from "../../../core/dag/facts";
import { SystemsScene } from "../systems-scene";

let scene: SystemsScene;
let systems: BindingSystems;
beforeEach(async () => {
  scene = await SystemsScene.open();
  systems = scene.run();
});
afterEach(() => scene.close());

const ALL = binding({ labels: {}, all: true });
const readWorkloads = () => scene.pce.requests.some(({ path }) => path.endsWith("/workloads"));

test("the table of the firewall is read in parallel with the PCE, and once for all later plans", async () => {
  scene.pce.failNext({ path: /workloads$/, fault: "slow", milliseconds: 2_000 });
  let pceWasDone: boolean | undefined;
  scene.panos.before("op show object registered-ip", () => {
    pceWasDone = readWorkloads();
  });
  await systems.facts(ALL);
  expect(pceWasDone).toBe(false);
  await systems.plan(ALL);
  expect(scene.panos.requests.filter(({ label }) => label === "op show object registered-ip")).toHaveLength(
    1,
  );
});

test("a firewall that refuses the read fails the plan but no look-up in the PCE", async () => {
  scene.panos.rotateKey();
  expect((await systems.facts(ALL)).workloads).toEqual([]);
  await expect(systems.plan(ALL)).rejects.toThrow(/answered 403/);
});
