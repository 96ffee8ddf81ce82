jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { NO_FIREWALL_STATE } from "../../../reconcilers/onboarding/ports";
import { closeAll, machines, startScene } from "./check-point-scene";

afterEach(closeAll);

const POINTS = [
  ...["show-sessions", "show-host", "add-tag", "add-host", "set-group", "publish", "show-task", "logout"].map(
    (command) => [command, 0] as const,
  ),
  ...["show-host", "add-host", "set-group", "show-task"].map((command) => [command, 1] as const),
];

/** What the server sees of a run that is killed: nothing comes any more from this call on. */
test.each(POINTS)(
  "a run that is killed at %s, number %i, is made good by the next one",
  async (command, skip) => {
    const scene = await startScene();
    const hosts = machines(3, { groups: ["web", "db"] });
    scene.simulator.before(command, () => scene.simulator.setFaults("reset=1"), { skip });
    const before = scene.state;
    await scene.place(hosts, [], { publishWaitInSeconds: 1 }).catch((error: unknown) => error);
    scene.simulator.setFaults([]);
    scene.state = before; // it could not say what it did
    scene.simulator.advance(16 * 60_000);
    const placing = await scene.place(hosts);
    expect(new Set([...placing.outcomes.values()].map(({ state }) => state))).toEqual(new Set(["placed"]));
    expect(scene.members("web")).toEqual(["printer", ...hosts.map(({ name }) => name)].sort());
    expect(scene.members("db")).toEqual(hosts.map(({ name }) => name).sort());
    expect(placing.state.published).toHaveLength(3);
    expect(scene.simulator.store.publishes.filter(({ changes }) => changes > 0)).toHaveLength(1);
    expect(scene.isClean()).toBe(true);
  },
);

test("the session of a killed run is discarded by a later one that has nothing to place, and nothing is called after that", async () => {
  const scene = await startScene();
  scene.simulator.before("publish", () => scene.simulator.setFaults("reset=1"));
  await scene.place(machines(2), [], { publishWaitInSeconds: 1 }).catch((error: unknown) => error);
  scene.simulator.setFaults([]);
  const since = scene.now().toISOString();
  scene.state = { ...NO_FIREWALL_STATE, sessionSince: since }; // what the run wrote before it began
  scene.simulator.advance(5 * 60_000);
  await scene.place([]);
  expect([scene.isClean(), scene.state.sessionSince]).toEqual([false, since]);
  scene.simulator.advance(11 * 60_000);
  const { warnings, problems } = await scene.place([]);
  expect([warnings, problems]).toEqual([[expect.stringContaining("was left open and was discarded")], []]);
  expect([scene.isClean(), scene.state]).toEqual([true, NO_FIREWALL_STATE]);
  scene.commands();
  await scene.place([]);
  expect(scene.commands()).toEqual([]);
});

test("an installation that is begun and not remembered is not begun again while it runs", async () => {
  const scene = await startScene();
  const hosts = machines(1);
  await scene.place(hosts);
  const before = scene.state;
  scene.simulator.planTask("install-policy", { polls: 2 });
  await scene.install();
  scene.state = before;
  expect((await scene.install()).waiting).toContain("package Standard waits until another installation ends");
  scene.simulator.advance(120_000);
  await scene.install();
  await scene.install();
  expect([...(await scene.install()).installed]).toEqual(hosts.map(({ vmId }) => vmId));
  expect(scene.simulator.store.installs).toHaveLength(2);
});
