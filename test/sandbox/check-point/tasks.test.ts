import { type Client, startWithCall, type World } from "./check-point-call";

let world: World;
let client: Client;
beforeEach(async () => {
  world = await startWithCall({
    callsPerSecond: 10_000,
    gateways: ["gw-1", "gw-2"],
    packages: [{ name: "Standard" }, { name: "Branch", targets: ["gw-2"], threatPrevention: false }],
  });
  client = await world.login();
});
afterEach(() => world.close());

const host = (n: number): object => ({ name: `h${n}`, "ip-address": `10.0.0.${n}` });
const hosts = (): string[] => [...world.simulator.store.published("host").keys()];

describe("a publish", () => {
  test("is under way for so many looks, and then all see its changes", async () => {
    world.simulator.behaviour.taskPolls = 2;
    await client.call("add-host", host(1));
    const { body } = await client.call("publish");
    expect(body).toEqual({ "task-id": expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const look = async () => (await client.call("show-task", { "task-id": body["task-id"] })).body.tasks[0];
    expect(await look()).toMatchObject({ status: "in progress", "task-name": "Publish operation" });
    expect(hosts()).toEqual([]);
    const writes = await client.call("add-host", host(2));
    expect([writes.status, writes.body.message]).toEqual([400, expect.stringContaining("publish")]);
    expect((await client.call("publish")).status).toBe(400);
    expect((await client.call("discard")).status).toBe(400);
    expect((await look()).status).toBe("in progress");
    expect(await look()).toMatchObject({
      status: "succeeded",
      "progress-percentage": 100,
      "task-details": [],
    });
    expect(hosts()).toEqual(["h1"]);
    expect(world.simulator.store.publishes).toMatchObject([{ changes: 1, revision: 1, status: "succeeded" }]);
    expect((await client.call("add-host", host(2))).status).toBe(200);
  });

  test("ends by itself when nobody looks, also when its session has gone", async () => {
    await client.call("add-host", host(1));
    const { body } = await client.call("publish");
    await client.call("logout");
    world.simulator.advance(60_000);
    expect(hosts()).toEqual(["h1"]);
    expect(world.simulator.store.sessions.all()).toEqual([]);
    const later = await world.login();
    const { tasks } = (await later.call("show-task", { "task-id": [body["task-id"]] })).body;
    expect(tasks[0].status).toBe("succeeded");
  });

  test("that fails says why and leaves changes and locks with the session", async () => {
    world.simulator.planTask("publish", { outcome: "failed", faultMessage: "Disk full" });
    await client.call("add-host", host(1));
    const task = await client.task("publish");
    expect(task).toMatchObject({ status: "failed", "task-details": [{ "fault-message": "Disk full" }] });
    expect(hosts()).toEqual([]);
    expect((await client.call("show-session")).body).toMatchObject({ changes: 1, locks: 1 });
    expect((await client.task("publish")).status).toBe("succeeded");
    expect(hosts()).toEqual(["h1"]);
  });
});

describe("an installation of policy", () => {
  test("carries the published revision to the gateways of the package, with what it enables", async () => {
    await client.call("add-host", host(1));
    await client.task("publish");
    const task = await client.task("install-policy", { "policy-package": "Standard" });
    expect(task).toMatchObject({ status: "succeeded", "task-name": "Policy installation - Standard" });
    expect(task["task-details"]).toMatchObject([{ gatewayName: "gw-1" }, { gatewayName: "gw-2" }]);
    await client.task("install-policy", { "policy-package": "Branch" });
    await client.task("install-policy", {
      "policy-package": "Standard",
      targets: "gw-1",
      access: true,
      "threat-prevention": false,
    });
    expect(world.simulator.counters).toMatchObject({ publishes: 1, installs: { Standard: 2, Branch: 1 } });
    expect(world.simulator.store.installs).toMatchObject([
      { package: "Standard", targets: ["gw-1", "gw-2"], access: true, threatPrevention: true, revision: 1 },
      { package: "Branch", targets: ["gw-2"], access: true, threatPrevention: false },
      { package: "Standard", targets: ["gw-1"], access: true, threatPrevention: false, status: "succeeded" },
    ]);
  });

  test("is refused while another one runs on a gateway of it", async () => {
    const running = world.simulator.startInstall("Branch");
    const { status, body } = await client.call("install-policy", { "policy-package": "Standard" });
    expect([status, body]).toEqual([
      409,
      {
        code: "err_policy_installation_failed",
        message:
          "Unable to start policy installation: Policy installation on a gateway gw-2 (Access policy) is already in progress",
      },
    ]);
    world.simulator.advance(3_600_000);
    client = await world.login();
    const onOther = { "policy-package": "Standard", targets: ["gw-1"] };
    expect((await client.task("install-policy", onOther)).status).toBe("succeeded");
    expect((await client.call("install-policy", { "policy-package": "Standard" })).status).toBe(409);
    running.release();
    expect((await client.task("install-policy", { "policy-package": "Standard" })).status).toBe("succeeded");
  });

  test("is refused with unpublished changes, for an unknown package and an unknown gateway", async () => {
    const refused = async (payload: object) => (await client.call("install-policy", payload)).status;
    expect(await refused({ "policy-package": "None" })).toBe(404);
    expect(await refused({ "policy-package": "Standard", targets: ["gw-9"] })).toBe(404);
    expect(await refused({})).toBe(400);
    world.simulator.addHost({ name: "h9", address: "10.0.0.9" });
    expect(await refused({ "policy-package": "Standard", targets: ["h9"] })).toBe(404);
    await client.call("add-host", host(1));
    expect(await refused({ "policy-package": "Standard" })).toBe(409);
    world.simulator.behaviour.installNeedsPublishedSession = false;
    expect(await refused({ "policy-package": "Standard" })).toBe(200);
  });

  test("succeeds in part, after so many looks, with the reason", async () => {
    const plan = { outcome: "partially succeeded", faultMessage: "gw-2 is away", polls: 3 } as const;
    world.simulator.planTask("install-policy", plan);
    const task = await client.task("install-policy", { "policy-package": "Standard" });
    expect(task).toMatchObject({ status: "partially succeeded" });
    expect(task["task-details"][0]).toMatchObject({
      "fault-message": "gw-2 is away",
      statusDescription: "gw-2 is away",
    });
    const looks = world.simulator.requests.filter(({ command }) => command === "show-task");
    expect(looks).toHaveLength(4);
  });
});

test("looking at several tasks brings all of them on", async () => {
  const install = async (payload: object): Promise<string> =>
    (await client.call("install-policy", payload)).body["task-id"];
  const ids = [
    await install({ "policy-package": "Standard", targets: "gw-1" }),
    await install({ "policy-package": "Branch" }),
  ];
  const look = async (): Promise<string[]> => {
    const { tasks } = (await client.call("show-task", { "task-id": ids })).body;
    return tasks.map(({ status }: { status: string }) => status);
  };
  expect(await look()).toEqual(["in progress", "in progress"]);
  expect(await look()).toEqual(["succeeded", "succeeded"]);
});

test("several tasks are shown together, an unknown one is not found", async () => {
  const ids = [];
  for (const command of ["publish", "publish"]) {
    ids.push((await client.call(command)).body["task-id"]);
    await client.call("show-task", { "task-id": ids });
    await client.call("show-task", { "task-id": ids });
  }
  const { body } = await client.call("show-task", { "task-id": ids });
  expect(body.tasks.map((task: Record<string, string>) => task["task-id"])).toEqual(ids);
  const unknown = await client.call("show-task", { "task-id": [...ids, "x"] });
  expect([unknown.status, unknown.body.message]).toEqual([404, "Requested object [x] not found"]);
});
