import type * as pulumi from "@pulumi/pulumi";
import { type RequiredRoleAssignment, VnetFlowLogsToPce } from "../../../../../components/pulumi/azure";
import { value } from "../deploy";
import { AzureScene, MINUTE } from "./azure-scene";

jest.setTimeout(180_000);

const ASSIGNMENTS = "Microsoft.Authorization/roleAssignments";

let scene: AzureScene;
beforeAll(async () => {
  scene = await AzureScene.open();
});
afterAll(() => scene.close());

test("without role assignments the first up succeeds and says which are needed, and the next one deploys the code", async () => {
  let required: pulumi.Output<RequiredRoleAssignment[]> | undefined;
  const stack = scene.stack("given", () => {
    const args = { ...scene.args, createRoleAssignments: false };
    required = new VnetFlowLogsToPce("traffic", args).requiredRoleAssignments;
  });
  const { cloud } = scene;

  const before = scene.list(ASSIGNMENTS).length;
  expect(await stack.up()).toMatch(/azure-drain on .* is not deployed yet.*requiredRoleAssignments/s);
  const needed = await value(required!);
  expect(scene.list(ASSIGNMENTS)).toHaveLength(before);
  expect(needed).toHaveLength(6);
  expect(await scene.minutes(15)).toEqual([]);
  expect(cloud.alerts.active).toEqual([expect.stringMatching(/no-drain/)]);

  // Whoever may grant roles does so from the output alone.
  for (const { scope, name, roleDefinitionId, principalId, principalType } of needed) {
    const id = `${scope}/providers/${ASSIGNMENTS}/${name}`;
    await scene.put(id, { properties: { roleDefinitionId, principalId, principalType } });
  }
  expect(await stack.previewedSteps()).toEqual(["update FunctionCode traffic-code"]);
  await stack.up();
  const [first] = await scene.minutes(1);
  expect(first).toMatchObject({ event: "drain", bundle: "expected", problems: [] });
  await scene.minutes(15);
  expect(cloud.alerts.active).toEqual([]);

  await stack.must("refresh");
  await stack.must("preview", "--expect-no-changes");
  await stack.must("destroy");
});

test("up waits for role assignments that take effect only minutes later, also where every name is as long as can be", async () => {
  const { access, clock } = scene.cloud;
  const key = "The virtual network of the shop ".repeat(4);
  const { virtualNetworkId } = scene.places;
  const args = { ...scene.args, targets: { [key]: { virtualNetworkId } } };
  const name = `Traffic-of-${"x".repeat(24)}`;
  const stack = scene.stack("s".repeat(100), () => new VnetFlowLogsToPce(name, args));
  const before = scene.ids();
  access.assignmentDelayInMs = 7 * MINUTE;
  const start = clock.now();
  try {
    expect(await stack.up()).toContain("Storage Blob Data Owner");
  } finally {
    access.assignmentDelayInMs = 0;
  }
  expect(clock.now() - start).toBeGreaterThan(7 * MINUTE);
  const { found, missed, invented, repeated } = await scene.play(3);
  expect({ missed, invented, repeated }).toEqual({ missed: [], invented: [], repeated: [] });
  expect(found.length).toBeGreaterThan(10);
  await stack.must("destroy");
  expect(scene.ids()).toEqual(before);
});
