import { PceScene, WORKLOAD } from "../pce-scene";

jest.setTimeout(240_000);

const WORKLOADS = 5_000;
const PARALLEL = 500;

let scene: PceScene;
beforeEach(async () => {
  scene = await PceScene.open();
});
afterEach(() => scene.close());

/** Does the work for every item, as many at a time as the engine does with `--parallel 500`. */
async function all<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return results;
}

it("5,000 workloads are created with at most 40 calls and refreshed with at most 15", async () => {
  await scene.someone.createLabel({ key: "role", value: "web" });
  const inputs = Array.from({ length: WORKLOADS }, (_, index) => ({
    hostname: `host${index}`,
    interfaces: { eth0: { address: `10.0.${index >> 8}.${index & 255}` } },
    labels: { role: "web" },
    __illumioOwner: `acme/shop/dev//host${index}`,
  }));
  scene.newCalls();
  const up = await scene.run(WORKLOAD);
  const created = await all(inputs, (each) => up.create(each));
  expect(scene.newCalls().length).toBeLessThanOrEqual(40);
  expect(new Set(created.map(({ id }) => id)).size).toBe(WORKLOADS);

  const refresh = await scene.run(WORKLOAD);
  const seen = await all(created, ({ id, outs }) => refresh.read(id, outs));
  expect(seen.map(({ props }) => props)).toEqual(created.map(({ outs }) => outs));
  expect(scene.newCalls().length).toBeLessThanOrEqual(15);
});
