import { firewallOf, GenericDataCenter, noFirewall } from "../../../reconcilers/check-point";
import { closeAll, machines, startScene } from "./check-point-scene";

afterEach(closeAll);

const VEN = { pairingProfile: "azure" };
const unused = () => {
  throw new Error("not needed");
};
const PARTS = { runId: "run-1", client: unused, feed: unused };

test("without a mode there is no firewall", () => {
  expect(firewallOf({ name: "prod", ven: VEN }, PARTS)).toBe(noFirewall);
  expect(firewallOf({ name: "prod", ven: VEN, checkPoint: { mode: "none" } }, PARTS)).toBe(noFirewall);
});

test("a generic data center needs a store only", () => {
  const feed = () => ({ read: async () => undefined, write: async () => undefined });
  const checkPoint = { mode: "generic-data-center" };
  expect(firewallOf({ name: "prod", ven: VEN, checkPoint }, { ...PARTS, feed })).toBeInstanceOf(
    GenericDataCenter,
  );
});

test("static objects are those of the definition: name, groups, packages, targets", async () => {
  const scene = await startScene({ gateways: ["gw-1", "gw-2"] });
  const checkPoint = {
    mode: "static-objects",
    groups: { web: {}, db: {} },
    packages: ["Standard"],
    targets: ["gw-2"],
    install: "always",
  };
  const port = firewallOf(
    { name: "prod", ven: VEN, checkPoint },
    { ...PARTS, client: scene.client, now: scene.now },
  );
  const [host] = machines(1, { groups: ["web", "db"] });
  await port.place([host!], [], scene.state);
  const { state } = await port.place([{ ...host!, groups: ["web"] }], [], scene.state);
  expect([scene.members("web"), scene.members("db")]).toEqual([["printer", host!.name].sort(), []]);
  await port.install(state, scene.now());
  expect(scene.simulator.requests.find(({ command }) => command === "install-policy")!.payload).toMatchObject(
    {
      "policy-package": "Standard",
      targets: ["gw-2"],
    },
  );
  expect(scene.simulator.store.publishes[0]!.sessionName).toBe("illumio-iac onboarding prod run-1");
});

test("a definition with a window installs in it only", async () => {
  const scene = await startScene({ now: () => Date.parse("2026-11-27T12:00:00Z") });
  const checkPoint = {
    mode: "static-objects",
    packages: ["Standard"],
    install: "window",
    installWindow: { from: "22:00", to: "02:00" },
  };
  const parts = { ...PARTS, client: scene.client };
  const port = firewallOf({ name: "prod", ven: VEN, checkPoint }, parts);
  const state = { ...scene.state, published: ["a"] };
  expect(await port.install(state, scene.now())).toMatchObject({ installs: 0, calls: 0 });
  scene.simulator.advance(13 * 3_600_000);
  expect(await port.install(state, scene.now())).toMatchObject({ installs: 1 });
});

test("a mode that is not known, and static objects that do not say whether to install, are refused", async () => {
  const scene = await startScene();
  const parts = { ...PARTS, client: scene.client };
  expect(() => firewallOf({ name: "prod", ven: VEN, checkPoint: { mode: "x" } }, parts)).toThrow(
    "checkPoint.mode: must be none, static-objects or generic-data-center, got 'x'",
  );
  expect(() => firewallOf({ name: "prod", ven: VEN, checkPoint: { mode: "static-objects" } }, parts)).toThrow(
    "checkPoint.install: must be never, always or window, got ''",
  );
});
