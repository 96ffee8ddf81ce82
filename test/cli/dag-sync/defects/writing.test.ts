import type { PanosSimulatorOptions } from "../../../../sandbox/panos";
import { DagSyncScene, TAG } from "../dag-sync-scene";

jest.setTimeout(60_000);

let scene: DagSyncScene;
afterEach(() => scene.close());

async function open(options: PanosSimulatorOptions = {}): Promise<void> {
  scene = await DagSyncScene.open(options);
}

test("D6: a tag that PAN-OS cannot hold, and an address with 32 tags, are refused before anything is written", async () => {
  await open();
  const wrong = { quote: "it's", spaces: "a  b", word: "and", long: "x".repeat(128) };
  scene.declare(
    ...Object.entries(wrong).map(
      ([name, tag]) => `${name}: { all: true, tag: "${tag}", target: { firewall: edge } }`,
    ),
  );
  const refused = await scene.run("--plan");
  expect(refused.code).toBe(1);
  for (const name of Object.keys(wrong)) expect(refused.err).toContain(`bindings.${name}.tag: `);

  scene.bind();
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("web02", "10.0.0.2");
  const tags = Array.from({ length: 32 }, (_, index) => `theirs ${index}`);
  scene.panos.firewalls[0]!.register("10.0.0.1", tags);
  expect((await scene.run("--plan")).out).toContain("refused: 10.0.0.1 has 32 tags already");
  const { code, err } = await scene.applied();
  expect([code, err]).toEqual([1, expect.stringContaining("10.0.0.1 has 32 tags already")]);
  expect(scene.messages()).toEqual([]);
});

test("D13: messages are small and sent again, and an entry that fails is named and fails the run", async () => {
  await open();
  const failed = await scene.someone.bulkCreateWorkloads(
    Array.from({ length: 1100 }, (_, index) => ({
      name: `web${index}`,
      interfaces: [{ name: "eth0", address: `10.0.${index >> 8}.${index & 255}` }],
      labels: [{ href: scene.labels["web"]! }],
    })),
  );
  expect(failed.some(({ error }) => error)).toBe(false);
  await scene.run("claim");
  scene.panos.clearRequests();
  const writes = { method: "POST", path: /^user-id/ };
  scene.panos.failNext({ ...writes, fault: "lost" });
  scene.panos.failNext({ ...writes, fault: "partial", times: 4 });
  const { code, err } = await scene.run("--apply");
  const sizes = () => scene.messages().map(({ params }) => params["cmd"]!.split("<entry ").length - 1);
  expect(sizes()).toEqual([500, 500, 100, 1, 1]);
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(
      /binding web: 2 of 1100 failed[\s\S]*(register 10\.0\.\d+\.\d+: .*internal error[\s\S]*){2}/,
    ),
  ]);
  expect(scene.members()).toHaveLength(1098);
  scene.panos.failNext({ ...writes, fault: "5xx" });
  expect((await scene.run("--apply")).code).toBe(0);
  expect(scene.members()).toHaveLength(1100);
});

test("D14: addresses that leave are removed before others enter, and no message mixes the two", async () => {
  await open();
  for (let host = 1; host <= 3; host++) scene.panos.firewalls[0]!.register(`10.9.0.${host}`, [TAG]);
  for (let host = 1; host <= 2; host++) await scene.workload(`web0${host}`, `10.0.0.${host}`);
  expect((await scene.applied()).code).toBe(0);
  const kinds = scene.messages().map(({ params }) => params["cmd"]!.match(/<(un)?register>/g)?.join());
  expect(kinds).toEqual(["<unregister>", "<register>"]);
  expect(scene.members()).toEqual(["10.0.0.1", "10.0.0.2"]);
});

test("D16: entries with a timeout are renewed at half of it and not before", async () => {
  await open();
  const ending = ["--interval", "60", "--entry-timeout", "300"];
  const both = ["10.0.0.1", "10.0.0.2"];
  for (const [index, address] of both.entries()) await scene.workload(`web${index}`, address);
  await scene.run("claim");
  await scene.run("--apply", ...ending);
  scene.panos.advance(100_000);
  scene.panos.clearRequests();
  expect((await scene.run("--apply", ...ending)).code).toBe(0);
  expect(scene.messages()).toEqual([]);
  scene.panos.advance(60_000);
  const plan = await scene.run("--plan", "--exit-code", ...ending);
  expect([plan.code, plan.out]).toEqual([0, expect.stringContaining("  renewed: 2\n")]);
  expect(scene.messages()).toEqual([]);
  const renewed = await scene.run("--apply", ...ending);
  const said = "web on edge, vsys1: 0 registered, 0 unregistered, 2 renewed\n";
  expect([renewed.code, renewed.err]).toEqual([0, said]);
  expect(scene.messages()).toHaveLength(1);
  scene.panos.advance(290_000);
  expect(scene.members()).toEqual(both);
});
