import { PceClient } from "../../../clients/pce";
import { type OnboardingDefinition, withDefaults } from "../../../core/onboarding";
import { portsOf } from "../../../reconcilers/onboarding/connect";
import { OTHER_SUBSCRIPTION } from "../../sandbox/azure/support/compute-scene";
import { type AzureScene, azureScene } from "./azure/azure-scene";
import { DEFINITION, World } from "./world";

let scene: AzureScene;
let pce: PceClient;
beforeEach(async () => {
  scene = await azureScene();
  // It is not called.
  pce = new PceClient({
    host: "127.0.0.1",
    port: 1,
    orgId: 1,
    apiKeyUsername: "api_1",
    apiKeySecret: "0".repeat(64),
  });
});
afterEach(async () => {
  await pce.close();
  await scene.close();
});

test("the inventory of an onboarding has the scopes and the tags of groups that its definition asks for", async () => {
  await scene.arm.put(`${scene.arm.subscription}/resourceGroups/Shop`, {
    location: "westeurope",
    tags: { owner: "team" },
  });
  await scene.place("near");
  await scene.place("far", { subscriptionId: OTHER_SUBSCRIPTION });
  const inventory = async (more: Partial<OnboardingDefinition>) => {
    const settings = withDefaults({
      ...DEFINITION,
      ...more,
      checkPoint: { mode: "none" },
      cmdb: { jsonFile: { path: "x" } },
    });
    const { records } = new World(DEFINITION).ports();
    const systems = { arm: scene.clients().arm, pce, records, runId: "run-1" };
    const { vms } = await portsOf(settings, systems).inventory.read();
    return Object.fromEntries(vms.map(({ name, tags }) => [name, tags]));
  };
  expect(await inventory({})).toEqual({ near: {}, far: {} });
  expect(await inventory({ scopes: [scene.arm.subscription], resourceGroupTags: true })).toEqual({
    near: { owner: "team" },
  });
});
