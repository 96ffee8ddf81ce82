import { type ComputeScene, computeScene, OTHER_SUBSCRIPTION, READER } from "../support/compute-scene";

let scene: ComputeScene;
beforeAll(async () => {
  scene = await computeScene();
});
afterAll(() => scene.close());

test("a principal sees the subscriptions in which it has a role, if only on one group", async () => {
  const { arm, cloud } = scene;
  const principals = {
    reader: await scene.principal("reader", READER, `/subscriptions/${OTHER_SUBSCRIPTION}`),
    partly: await scene.principal("partly", READER, `${arm.subscription}/resourceGroups/rg`),
  };
  const seen = async () =>
    (await arm.call("GET", "/subscriptions", undefined, "2022-12-01")).body.value.map(
      ({ subscriptionId }: { subscriptionId: string }) => subscriptionId,
    );
  const one = (id: string) => arm.call("GET", `/subscriptions/${id}`, undefined, "2022-12-01");
  expect(await seen()).toEqual([cloud.subscriptionId, OTHER_SUBSCRIPTION]);
  arm.token = cloud.access.issue(principals.reader, "https://management.azure.com").token;
  expect(await seen()).toEqual([OTHER_SUBSCRIPTION]);
  expect((await one(OTHER_SUBSCRIPTION)).status).toBe(200);
  expect(await arm.refusal("GET", arm.subscription, undefined, "2022-12-01")).toMatch(
    /^403 AuthorizationFailed/,
  );
  arm.token = cloud.access.issue(principals.partly, "https://management.azure.com").token;
  expect(await seen()).toEqual([cloud.subscriptionId]);
  expect((await one(cloud.subscriptionId)).status).toBe(200);
});
