import { OnboardingScene } from "../support/onboarding-scene";

jest.setTimeout(300_000);

let scene: OnboardingScene;
beforeEach(async () => {
  scene = await OnboardingScene.open();
});
afterEach(() => scene.close());

test("machines are taken from the inventory to a labelled workload and a flag, with only the roles that the component gave", async () => {
  await scene.place("web-1");
  await scene.place("web-2", { os: "Windows" });
  await scene.place("web-3", { vmSize: "Standard_D2ps_v5", architecture: "Arm64" });
  const stack = scene.stack();
  await stack.up();
  const first = await scene.run();
  expect(first.run).toMatchObject({
    level: "INFO",
    bundle: "expected",
    inventory: 3,
    commandsStarted: 2,
    skipped: 1,
  });
  const run = await scene.settle();
  expect(run).toMatchObject({ done: 2, skipped: 1, failed: 0, waiting: 0, problems: [] });
  expect(await scene.labelled()).toEqual({
    "web-1": { app: "shop", env: "prod", role: "web" },
    "web-2": { app: "shop", env: "prod", role: "web" },
  });
  expect(scene.list("Microsoft.Compute/virtualMachines/runCommands")).toEqual([]);

  const quiet = await scene.run();
  expect(quiet.run).toMatchObject({ advanced: 0, commandsStarted: 0, problems: [] });
  await stack.must("refresh");
  await stack.must("preview", "--expect-no-changes");
  await stack.must("destroy");
  expect(scene.list("Microsoft.Authorization/roleDefinitions")).toEqual([]);
});
