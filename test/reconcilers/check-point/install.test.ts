jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { StaticObjects, type StaticObjectsOptions } from "../../../reconcilers/check-point";
import { NO_FIREWALL_STATE } from "../../../reconcilers/onboarding/ports";
import { closeAll, machines, type Scene, startScene } from "./check-point-scene";

afterEach(closeAll);

const VM_IDS = machines(2).map(({ vmId }) => vmId);
const TWO_PACKAGES = {
  packages: [
    { name: "Standard", targets: ["gw-1"] },
    { name: "Branch", targets: ["gw-2"] },
  ],
  gateways: ["gw-1", "gw-2"],
};

/** A scene with two hosts that are published. */
async function published(options: Parameters<typeof startScene>[0] = {}): Promise<Scene> {
  const scene = await startScene(options);
  await scene.place(machines(2));
  scene.commands();
  return scene;
}

/** Runs that install until the hosts are installed. @returns the number of runs */
async function installAll(scene: Scene, options: Partial<StaticObjectsOptions> = {}): Promise<number> {
  for (let runs = 1; runs < 10; runs++) if ((await scene.install(options)).installed.size > 0) return runs;
  throw new Error("nothing was installed");
}

test("one installation for all hosts, of the access policy alone, is looked at over runs", async () => {
  const scene = await published();
  const first = await scene.install();
  expect(first).toMatchObject({ installs: 1, problems: [] });
  expect(first.installed.size).toBe(0);
  expect(first.waiting).toMatch(/^package Standard is being installed for 2 hosts \(task /);
  expect(first.state).toMatchObject({
    published: VM_IDS,
    installing: [{ package: "Standard", vmIds: VM_IDS }],
  });
  expect(scene.simulator.requests.find(({ command }) => command === "install-policy")!.payload).toEqual({
    "policy-package": "Standard",
    access: true,
    "threat-prevention": false,
    "desktop-security": false,
    qos: false,
  });
  expect(scene.commands()).toEqual(["login", "install-policy", "logout"]);
  await installAll(scene);
  expect(scene.state).toEqual(NO_FIREWALL_STATE);
  expect(scene.simulator.store.installs).toMatchObject([{ access: true, threatPrevention: false }]);
  scene.commands();
  expect(await scene.install()).toMatchObject({ installs: 0, calls: 0, waiting: "" });
  expect(scene.commands()).toEqual([]);
  expect(scene.isClean()).toBe(true);
});

test("with install: never, what is published is done, without a call", async () => {
  const scene = await published();
  const installing = await scene.install({ install: "never", packages: [] });
  expect([...installing.installed]).toEqual(VM_IDS);
  expect(installing).toMatchObject({ state: NO_FIREWALL_STATE, calls: 0 });
  expect(scene.commands()).toEqual([]);
});

test("outside of its window nothing is begun, and within it is", async () => {
  const scene = await published({ now: () => Date.parse("2026-11-27T12:00:00Z") });
  const options = { install: "window", installWindow: { days: ["fri"], from: "22:00", to: "02:00" } };
  expect(await scene.install(options)).toMatchObject({
    calls: 0,
    waiting: "policy is installed from 22:00 to 02:00 UTC on fri",
  });
  scene.simulator.advance(13 * 3_600_000);
  expect(await scene.install(options)).toMatchObject({ installs: 1 });
  scene.simulator.advance(2 * 3_600_000);
  await installAll(scene, options);
});

test("while somebody else installs, hosts wait, and it is no problem", async () => {
  const scene = await published();
  const other = scene.simulator.startInstall("Standard");
  const installing = await scene.install();
  expect(installing).toMatchObject({
    installs: 0,
    problems: [],
    state: { published: VM_IDS, installing: [] },
  });
  expect(installing.waiting).toMatch(
    /package Standard waits until another installation ends: .*already in progress/,
  );
  other.release();
  expect(await installAll(scene)).toBeGreaterThan(1);
});

test.each([
  ["partially succeeded", "gateway gw-1 does not answer"],
  ["failed", "verification failed"],
] as const)(
  "an installation that %s is a problem, and a later run installs again",
  async (outcome, faultMessage) => {
    const scene = await published();
    scene.simulator.planTask("install-policy", { outcome, faultMessage, polls: 0 });
    await scene.install();
    const second = await scene.install();
    expect(second.installed.size).toBe(0);
    expect(second.installs).toBe(0);
    expect(second.problems).toEqual([
      expect.stringMatching(
        new RegExp(
          `^the installation of package Standard \\(task .*\\): ${outcome}: ${faultMessage}; a later run installs it again$`,
        ),
      ),
    ]);
    expect(second.waiting).toBe(second.problems[0]);
    expect(second.state).toMatchObject({ published: VM_IDS, installing: [] });
    await installAll(scene);
    expect(scene.simulator.store.installs.map(({ status }) => status)).toEqual([outcome, "succeeded"]);
  },
);

test.each([
  [{ packages: ["Nope"] }, "Nope", "checkPoint.packages"],
  [{ targets: ["gw-9"] }, "Standard", "checkPoint.targets"],
])(
  "with %j, which the server does not have, the problem names what to correct",
  async (options, name, setting) => {
    const scene = await published();
    expect((await scene.install(options)).problems).toEqual([
      expect.stringMatching(
        new RegExp(`^package ${name} cannot be installed: .*not found \\(404.*\\); correct ${setting}$`),
      ),
    ]);
  },
);

test("with two packages, hosts are done when both are installed, and only the one that failed is repeated", async () => {
  const scene = await published(TWO_PACKAGES);
  const packages = ["Standard", "Branch"];
  scene.simulator.planTask("install-policy", { polls: 0 });
  scene.simulator.planTask("install-policy", { outcome: "failed", faultMessage: "no", polls: 0 });
  expect(await scene.install({ packages })).toMatchObject({ installs: 2 });
  const second = await scene.install({ packages });
  expect(second.installed.size).toBe(0);
  expect(second.problems).toHaveLength(1);
  await installAll(scene, { packages });
  expect(scene.state).toEqual(NO_FIREWALL_STATE);
  expect(scene.simulator.store.installs.map((one) => [one.package, one.status])).toEqual([
    ["Standard", "succeeded"],
    ["Branch", "failed"],
    ["Branch", "succeeded"],
  ]);
});

test("a host that is published while an installation runs is in the next one", async () => {
  const scene = await published();
  scene.simulator.planTask("install-policy", { polls: 2 });
  await scene.install();
  await scene.place(machines(3).slice(2));
  const second = await scene.install();
  expect(second).toMatchObject({ installs: 0 });
  await installAll(scene);
  expect(scene.state.published).toEqual([machines(3)[2]!.vmId]);
  await installAll(scene);
  expect(scene.state).toEqual(NO_FIREWALL_STATE);
});

test("a machine that leaves while its policy is being installed is in the next installation", async () => {
  const scene = await published();
  scene.simulator.planTask("install-policy", { polls: 0 });
  await scene.install();
  const [left] = machines(2);
  await scene.place([], [left!]);
  expect(scene.members("web")).not.toContain(left!.name);
  const second = await scene.install();
  expect([...second.installed]).toEqual([VM_IDS[1]]);
  expect(second.state.published).toEqual([left!.vmId]);
  expect(second.installs).toBe(1);
  await installAll(scene);
  expect(scene.state).toEqual(NO_FIREWALL_STATE);
});

test("what a package has of a host counts until the host is published anew", async () => {
  const scene = await published(TWO_PACKAGES);
  const packages = ["Standard", "Branch"];
  scene.simulator.planTask("install-policy", { polls: 0 });
  scene.simulator.planTask("install-policy", { outcome: "failed", faultMessage: "no", polls: 0 });
  await scene.install({ packages });
  await scene.install({ packages });
  await scene.place([], [machines(1)[0]!]);
  await installAll(scene, { packages });
  expect(scene.state).toEqual(NO_FIREWALL_STATE);
  const installs = scene.simulator.store.installs.map((one) => `${one.package} ${one.status}`);
  expect(installs.sort()).toEqual([
    "Branch failed",
    "Branch succeeded",
    "Standard succeeded",
    "Standard succeeded",
  ]);
});

test("an installation that the server has forgotten is begun again", async () => {
  const scene = await published();
  await scene.install();
  scene.state = { ...scene.state, installing: [{ ...scene.state.installing[0]!, task: "gone" }] };
  const second = await scene.install();
  expect(second.problems[0]).toContain(
    "(task gone): the server does not know it; a later run installs it again",
  );
  scene.simulator.advance(120_000);
  await installAll(scene);
});

test("an installation whose begin was not answered is waited for, and installed again", async () => {
  const scene = await published();
  scene.simulator.failNext({ path: /^install-policy$/, fault: "lost" });
  const first = await scene.install();
  expect(first).toMatchObject({ installs: 0, state: { published: VM_IDS, installing: [] } });
  expect(first.problems).toEqual([expect.stringMatching(/^package Standard cannot be installed: /)]);
  expect((await scene.install()).waiting).toContain("waits until another installation ends");
  scene.simulator.advance(120_000);
  await installAll(scene);
  expect(scene.state).toEqual(NO_FIREWALL_STATE);
});

test("an installation that has not ended after four hours is not waited for any longer", async () => {
  const scene = await published();
  scene.simulator.planTask("install-policy", { polls: 1_000 });
  await scene.install();
  const [began] = scene.state.installing;
  const later = (hours: number) =>
    scene.port().install(scene.state, new Date(Date.parse(began!.at) + hours * 3_600_000));
  expect(await later(4)).toMatchObject({ problems: [], state: { installing: [began] } });
  const given = await later(4.1);
  expect(given.problems).toEqual([expect.stringContaining(`not done since ${began!.at}`)]);
  expect(given.state).toMatchObject({ published: VM_IDS, installing: [] });
});

test("a package that is not there is a problem with its name", async () => {
  const scene = await published();
  const installing = await scene.install({ packages: ["None"] });
  expect(installing.problems).toEqual([
    expect.stringMatching(
      /^package None cannot be installed: Check Point refused to install package None: .*not found/,
    ),
  ]);
  expect(installing.state.published).toEqual(VM_IDS);
});

test.each([
  [{ install: "sometimes" }, "checkPoint.install: must be never, always or window, got 'sometimes'"],
  [{ install: "always", packages: [] }, "checkPoint.packages: is empty; name what install: always installs"],
  [{ install: "window" }, "checkPoint.installWindow: is missing; install: window needs it"],
])("the options %j are refused", async (options, expected) => {
  const scene = await startScene();
  const all = { client: scene.client(), definition: "prod", runId: "1", packages: ["Standard"], ...options };
  expect(() => new StaticObjects(all)).toThrow(expected);
});
