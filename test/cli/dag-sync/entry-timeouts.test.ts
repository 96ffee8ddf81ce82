import type { PanosSimulatorOptions } from "../../../sandbox/panos";
import { DagSyncScene, until } from "./dag-sync-scene";

jest.setTimeout(180_000);

let scene: DagSyncScene;
afterEach(async () => {
  jest.restoreAllMocks();
  await scene.close();
});

async function open(options: PanosSimulatorOptions = {}): Promise<void> {
  scene = await DagSyncScene.open(options);
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("web02", "10.0.0.2");
  await scene.run("claim");
  scene.panos.clearRequests();
}

const ENDING = ["--apply", "--interval", "60", "--entry-timeout", "300"];
const BOTH = ["10.0.0.1", "10.0.0.2"];

test("entries expire after the timeout when nobody renews them, and the revision tag stays", async () => {
  await open();
  expect((await scene.run(...ENDING)).code).toBe(0);
  expect(scene.members()).toEqual(BOTH);
  scene.panos.advance(299_000);
  expect(scene.members()).toEqual(BOTH);
  scene.panos.advance(2_000);
  expect(scene.members()).toEqual([]);
  expect(Object.values(scene.registered())).toEqual([[expect.stringContaining("illumio-iac.web.rev.")]]);
});

test("entries are registered anew when the firewall takes a renewal for a duplicate", async () => {
  await open({ renewTimeouts: false });
  await scene.run(...ENDING);
  scene.panos.advance(160_000);
  expect((await scene.run(...ENDING)).code).toBe(0);
  scene.panos.advance(290_000);
  expect(scene.members()).toEqual(BOTH);
});

test("a renewal that the firewall refuses is a failure", async () => {
  await open();
  await scene.run(...ENDING);
  scene.panos.advance(160_000);
  scene.panos.setFaults("partial=1");
  const { code, err } = await scene.run(...ENDING);
  expect([code, err]).toEqual([1, expect.stringMatching(/renew 10\.0\.0\.[12]: /)]);
});

test("a watch keeps count of timeouts itself when the firewall does not list them", async () => {
  await open({ listTimeouts: false });
  const compared = () =>
    scene.panos.requests.filter(({ label }) => label.startsWith("op show system")).length;
  const now = performance.now.bind(performance);
  let skipped = 0;
  jest.spyOn(performance, "now").mockImplementation(() => now() + skipped);
  const watching = scene.watchInProcess("--interval", "5", "--entry-timeout", "60");
  await until(() => scene.messages().length === 1);
  for (const renewals of [1, 2]) {
    const before = compared();
    await until(() => compared() >= before + 3);
    expect(scene.messages()).toHaveLength(renewals); // comparisons before half time renew nothing
    skipped += 30_000;
    await until(() => scene.messages().length > renewals);
  }
  expect(scene.members()).toEqual(BOTH);
  expect((await watching.stop()).code).toBe(0);
});

test("entries lose their timeout in a run without the flag, and get one in a run with it", async () => {
  await open();
  await scene.run(...ENDING);
  expect((await scene.run("--apply")).err).toContain("2 renewed");
  scene.panos.advance(400_000);
  expect(scene.members()).toEqual(BOTH);
  expect((await scene.run(...ENDING)).err).toContain("2 renewed");
  scene.panos.advance(400_000);
  expect(scene.members()).toEqual([]);
});

test("a timeout that is shorter than three intervals is refused", async () => {
  await open();
  const { code, err } = await scene.run("--apply", "--interval", "60", "--entry-timeout", "179");
  expect([code, err]).toEqual([
    1,
    "error: --entry-timeout: must be at least 3 x --interval, 180 s here, got 179\n",
  ]);
  expect(scene.messages()).toEqual([]);
});

test("a destroy during a renewal leaves nothing behind", async () => {
  await open();
  await scene.run(...ENDING);
  scene.panos.advance(160_000);
  const everything = scene.registered();
  scene.panos.before("user-id", () => {
    for (const [address, tags] of Object.entries(everything))
      for (const tag of tags) scene.panos.firewalls[0]!.unregister(address, tag);
  });
  const { code, err } = await scene.run(...ENDING);
  expect([code, err]).toEqual([1, expect.stringContaining("what was added was taken back")]);
  expect(scene.registered()).toEqual({});
});
