import type { PanosSimulatorOptions } from "../../../simulators/panos";
import { DagSyncScene, until } from "./dag-sync-scene";

jest.setTimeout(180_000);

let scene: DagSyncScene;
afterEach(() => scene.close());

async function open(options: PanosSimulatorOptions = {}): Promise<void> {
  scene = await DagSyncScene.open(options);
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("web02", "10.0.0.2");
  await scene.run("claim");
  scene.panos.clearRequests();
}

const ENDING = ["--apply", "--interval", "60", "--entry-timeout", "300"];
const BOTH = ["10.0.0.1", "10.0.0.2"];

test("entries end after the timeout when nobody renews them; the revision tag stays", async () => {
  await open();
  expect((await scene.run(...ENDING)).code).toBe(0);
  expect(scene.members()).toEqual(BOTH);
  scene.panos.advance(299_000);
  expect(scene.members()).toEqual(BOTH);
  scene.panos.advance(2_000);
  expect(scene.members()).toEqual([]);
  expect(Object.values(scene.registered())).toEqual([[expect.stringContaining("illumio-iac.web.rev.")]]);
});

test("a firewall that takes a renewal for a duplicate gets the entries anew", async () => {
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

test("where the firewall does not list what is left, a watch keeps count itself", async () => {
  await open({ listTimeouts: false });
  const watching = scene.watch("--interval", "1", "--entry-timeout", "6");
  await until(() => scene.messages().length === 2); // the second one at half time
  await until(() => scene.messages().length === 3);
  expect(scene.members()).toEqual(BOTH);
  const compared = scene.panos.requests.filter(({ label }) => label.startsWith("op show system"));
  expect(compared.length).toBeGreaterThan(4); // most of them renewed nothing
  expect((await watching.stop()).code).toBe(0);
});

test("entries that an earlier run let end last for ever without the flag, and others get an end with it", async () => {
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

test("a destroy on the way to a renewal leaves nothing behind", async () => {
  await open();
  await scene.run(...ENDING);
  scene.panos.advance(160_000);
  const everything = scene.registered();
  scene.panos.before("user-id", () => {
    for (const [address, tags] of Object.entries(everything))
      for (const tag of tags) scene.panos.firewalls[0]!.unregister(address, tag);
  });
  const { code, err } = await scene.run(...ENDING);
  expect([code, err]).toEqual([1, expect.stringContaining("what was registered was taken back")]);
  expect(scene.registered()).toEqual({});
});
