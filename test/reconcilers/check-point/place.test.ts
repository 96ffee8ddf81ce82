jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { NO_FIREWALL_STATE } from "../../../reconcilers/onboarding/ports";
import { closeAll, machines, reasonOf, type Scene, startScene } from "./check-point-scene";

afterEach(closeAll);

const WRITES = /^(add|set|delete)-|^publish$/;
const states = (placing: Awaited<ReturnType<Scene["place"]>>) => [
  ...new Set([...placing.outcomes.values()].map(({ state }) => state)),
];

test("new hosts are there with their tag, comment and groups after one publish, in few calls", async () => {
  const scene = await startScene();
  const hosts = machines(50);
  const placing = await scene.place(hosts);
  expect(states(placing)).toEqual(["placed"]);
  expect(placing).toMatchObject({ publishes: 1, problems: [] });
  expect(scene.hosts()[hosts[7]!.name]).toEqual({
    address: "10.1.0.7",
    comment: `illumio-iac onboarding prod ${hosts[7]!.vmId}`,
    tags: ["illumio-iac"],
  });
  expect(scene.members("web")).toEqual(["printer", ...hosts.map(({ name }) => name)].sort());
  expect(placing.state.published).toEqual(hosts.map(({ vmId }) => vmId));
  expect(placing.calls).toBe(scene.simulator.requests.length);
  expect(scene.commands().length).toBeLessThanOrEqual(2 * 50 + 20);
  expect(scene.isClean()).toBe(true);
  expect(scene.simulator.store.publishes).toMatchObject([
    { sessionName: "illumio-iac onboarding prod run-1", status: "succeeded" },
  ]);
});

test("hosts that are as they should be cost no write and no publish, and are to be installed", async () => {
  const scene = await startScene();
  const hosts = machines(3);
  await scene.place(hosts);
  scene.commands();
  scene.state = NO_FIREWALL_STATE;
  const placing = await scene.place(hosts);
  expect(states(placing)).toEqual(["placed"]);
  expect(placing.publishes).toBe(0);
  expect(placing.state.published).toEqual(hosts.map(({ vmId }) => vmId));
  expect(scene.commands().filter((command) => WRITES.test(command))).toEqual([]);
});

test("nothing to do is no call", async () => {
  const scene = await startScene();
  expect(await scene.place([])).toMatchObject({ calls: 0, publishes: 0 });
  expect(scene.commands()).toEqual([]);
});

test("a changed address is set, and groups that are not wanted any more are left", async () => {
  const scene = await startScene();
  await scene.place(machines(2, { groups: ["web", "db"] }));
  const [changed] = machines(1, { addresses: ["10.9.9.9"] });
  await scene.place([changed!], [], { groups: ["web", "db"] });
  expect(scene.hosts()[changed!.name]!.address).toBe("10.9.9.9");
  expect(scene.members("web")).toContain(changed!.name);
  expect(scene.members("db")).toEqual([machines(2)[1]!.name]);
});

test("a machine with an address of each family has both on its host, and costs no write when they are there", async () => {
  const scene = await startScene();
  const [host] = machines(1, { addresses: ["FD00:0::A1", "10.1.0.7"] });
  await scene.place([host!]);
  const added = scene.simulator.requests.find(({ command }) => command === "add-host")!;
  expect(added.payload).toMatchObject({ "ipv4-address": "10.1.0.7", "ipv6-address": "fd00::a1" });
  scene.commands();
  await scene.place([host!]);
  expect(scene.commands().filter((command) => WRITES.test(command))).toEqual([]);
});

test("a host leaves a group that it was put into and that the definition has no more, and that one only", async () => {
  const scene = await startScene();
  const [host] = machines(1, { groups: ["web", "db"] });
  await scene.place([host!]);
  await scene.place([{ ...host!, groups: ["web"], former: ["db", "web"] }], [], { groups: ["web"] });
  expect(scene.members("web")).toContain(host!.name);
  expect(scene.members("db")).not.toContain(host!.name);
  expect(scene.isClean()).toBe(true);
});

test("a deleted machine leaves its groups, and its host stays", async () => {
  const scene = await startScene();
  const hosts = machines(2, { groups: ["web", "db"] });
  await scene.place(hosts);
  const placing = await scene.place([], [hosts[0]!]);
  expect(states(placing)).toEqual(["placed"]);
  expect(scene.members("web")).toEqual(["printer", hosts[1]!.name].sort());
  expect(scene.members("db")).toEqual([hosts[1]!.name]);
  expect(Object.keys(scene.hosts())).toContain(hosts[0]!.name);
  expect(placing.state.published).toContain(hosts[0]!.vmId);
});

test("a hundred and fifty hosts are published in two pieces", async () => {
  const scene = await startScene();
  const hosts = machines(150, { groups: ["web", "db"] });
  const placing = await scene.place(hosts);
  expect(states(placing)).toEqual(["placed"]);
  expect(placing.publishes).toBe(2);
  expect(scene.members("db")).toHaveLength(150);
  const commands = scene.commands();
  expect(commands.length).toBeLessThanOrEqual(2 * 150 + 20);
  const pieces = commands.join(" ").split("publish");
  const writes = pieces.map((piece) => piece.split(" ").filter((command) => WRITES.test(command)).length);
  expect(writes).toEqual([100, 55, 0]);
});

test("a host of somebody else is refused with its name, and the others go on", async () => {
  const scene = await startScene();
  const hosts = machines(3);
  scene.simulator.addHost({ name: hosts[1]!.name, address: "10.0.0.99", comments: "by hand" });
  const placing = await scene.place(hosts);
  expect(reasonOf(placing, hosts[1])).toContain(
    `host ${hosts[1]!.name} in Check Point is not one that this onboarding made`,
  );
  expect([hosts[0], hosts[2]].map((host) => reasonOf(placing, host))).toEqual(["placed", "placed"]);
  expect(scene.hosts()[hosts[1]!.name]).toMatchObject({ address: "10.0.0.99", comment: "by hand" });
  expect(scene.members("web")).not.toContain(hosts[1]!.name);
});

test("a group that is missing is the reason of the hosts that need it", async () => {
  const scene = await startScene();
  const [first, second] = machines(2);
  const placing = await scene.place([first!, { ...second!, groups: ["web", "none"] }]);
  expect(reasonOf(placing, first)).toBe("placed");
  expect(reasonOf(placing, second)).toContain("Check Point has no group none");
});

test("a host that another session holds fails alone, with administrator and session", async () => {
  const scene = await startScene();
  const hosts = machines(3);
  await scene.place(hosts);
  const lock = scene.simulator.lockObject(hosts[1]!.name, "anna");
  const moved = hosts.map((host, at) => ({ ...host, addresses: [`10.8.0.${at}`] }));
  const placing = await scene.place(moved);
  expect(reasonOf(placing, hosts[1])).toMatch(
    /locked by another session.*held by administrator anna, session /,
  );
  expect(reasonOf(placing, hosts[1])).toContain(lock.session);
  expect(moved.map(({ name }) => scene.hosts()[name]!.address)).toEqual(["10.8.0.0", "10.1.0.1", "10.8.0.2"]);
  lock.release();
  expect(states(await scene.place(moved))).toEqual(["placed"]);
  expect(scene.hosts()[hosts[1]!.name]!.address).toBe("10.8.0.1");
  expect(scene.isClean()).toBe(true);
});

test("a group that another session holds fails only the hosts that join it", async () => {
  const scene = await startScene();
  const hosts = machines(4).map((host, at) => ({ ...host, groups: [at < 2 ? "web" : "db"] }));
  const lock = scene.simulator.lockObject("db", "anna");
  const placing = await scene.place(hosts);
  expect(hosts.slice(0, 2).map((host) => reasonOf(placing, host))).toEqual(["placed", "placed"]);
  expect(reasonOf(placing, hosts[3])).toContain("group db is held by administrator anna");
  expect(scene.members("web")).toHaveLength(3);
  lock.release();
  expect(states(await scene.place(hosts))).toEqual(["placed"]);
  expect(scene.members("db")).toHaveLength(2);
});

test("an address that another host has, and one that the host has no room for, are warnings and no problems", async () => {
  const scene = await startScene();
  const [host] = machines(1, { addresses: ["192.0.2.200", "192.0.2.201"] });
  const placing = await scene.place([host!]);
  expect(reasonOf(placing, host)).toBe("placed");
  expect(placing.problems).toEqual([]);
  expect(placing.warnings).toEqual([
    `host ${host!.name} holds one address of each family; the machine also has 192.0.2.201, which no rule with this host matches`,
    `host ${host!.name}: Multiple objects have the same IP address 192.0.2.200`,
  ]);
});

test("a session that ends before the publish leaves its hosts to the next run, and no lock", async () => {
  const scene = await startScene();
  const hosts = machines(3);
  scene.simulator.before("publish", () => scene.simulator.dropSessions());
  const placing = await scene.place(hosts);
  expect(states(placing)).toEqual(["waiting"]);
  expect(reasonOf(placing, hosts[0])).toMatch(/refused to publish/);
  expect(Object.keys(scene.hosts())).toEqual(["printer"]);
  expect(scene.isClean()).toBe(true);
  expect(states(await scene.place(hosts))).toEqual(["placed"]);
});

test.each(["add-tag", "add-host", "set-group", "logout"])(
  "an answer to %s that is lost makes nothing twice",
  async (command) => {
    const scene = await startScene();
    const hosts = machines(3);
    scene.simulator.failNext({ path: new RegExp(`^${command}$`), fault: "lost" });
    const placing = await scene.place(hosts);
    expect(states(placing)).toEqual(["placed"]);
    expect(Object.keys(scene.hosts())).toHaveLength(4);
    expect(scene.members("web")).toHaveLength(4);
    expect(scene.isClean()).toBe(true);
    expect(states(await scene.place(hosts))).toEqual(["placed"]);
    expect(scene.simulator.store.publishes.filter(({ changes }) => changes > 0)).toHaveLength(1);
  },
);

test("a publish whose answer is lost is looked at by the next run", async () => {
  const scene = await startScene();
  const hosts = machines(3);
  scene.simulator.failNext({ path: /^publish$/, fault: "lost" });
  const placing = await scene.place(hosts);
  expect(states(placing)).toEqual(["publishing"]);
  expect(placing.problems).toEqual([
    "the answer to a publish was lost; the next run looks at what became of it",
  ]);
  scene.simulator.advance(120_000);
  expect(states(await scene.place(hosts))).toEqual(["placed"]);
  expect(scene.simulator.store.publishes.filter(({ changes }) => changes > 0)).toHaveLength(1);
  expect(scene.isClean()).toBe(true);
});

test("a publish that never arrived is made good by the next run", async () => {
  const scene = await startScene();
  const hosts = machines(3);
  scene.simulator.failNext({ path: /^publish$/, fault: "reset" });
  expect(states(await scene.place(hosts))).toEqual(["placed"]);
  expect(scene.isClean()).toBe(true);
});

test("an API that is closed to remote hosts is an error that says how to open it", async () => {
  const scene = await startScene({});
  scene.simulator.behaviour.closedToRemoteHosts = true;
  await expect(scene.place(machines(1))).rejects.toThrow(/answered 403 .*api restart/);
});

test("a publish that takes long is left to the next run, which writes nothing meanwhile", async () => {
  const scene = await startScene();
  const hosts = machines(120);
  scene.simulator.planTask("publish", { polls: 1000 });
  const placing = await scene.place(hosts, [], { publishWaitInSeconds: 5 });
  expect(states(placing)).toEqual(["publishing"]);
  expect(placing.state.publishing).toHaveLength(1);
  expect(placing.state.published).toEqual([]);
  scene.commands();
  expect(states(await scene.place(hosts))).toEqual(["publishing"]);
  expect(scene.commands()).toEqual(["login", "logout"]);
  scene.simulator.advance(120_000);
  const later = await scene.place(hosts);
  expect(states(later)).toEqual(["placed"]);
  expect(later.state.publishing).toEqual([]);
  expect(new Set(later.state.published)).toEqual(new Set(hosts.map(({ vmId }) => vmId)));
  expect(scene.members("web")).toHaveLength(121);
  expect(scene.isClean()).toBe(true);
});

test("a publish that has not ended after an hour is given up, and its hosts are looked up", async () => {
  const scene = await startScene();
  const hosts = machines(2);
  scene.simulator.planTask("publish", { polls: 1_000 });
  await scene.place(hosts, [], { publishWaitInSeconds: 1 });
  const at = Date.parse(scene.state.publishing[0]!.at);
  const after = (minutes: number) => ({ now: () => new Date(at + minutes * 60_000) });
  expect(states(await scene.port(after(59)).place(hosts, [], scene.state))).toEqual(["publishing"]);
  const { problems, state, outcomes } = await scene.port(after(61)).place(hosts, [], scene.state);
  expect(problems[0]).toMatch(/^the publish .*: not done; its hosts are looked up again$/);
  expect(state.publishing).toEqual([]);
  expect([...outcomes.values()].map((outcome) => outcome.state)).toEqual(["failed", "failed"]);
});

test("a machine that leaves while its publish is under way leaves its groups once that has ended", async () => {
  const scene = await startScene();
  const [host] = machines(1, { groups: ["web", "db"] });
  scene.simulator.planTask("publish", { polls: 1000 });
  expect(states(await scene.place([host!], [], { publishWaitInSeconds: 1 }))).toEqual(["publishing"]);
  expect(states(await scene.place([], [host!]))).toEqual(["publishing"]);
  scene.simulator.advance(120_000);
  const placing = await scene.place([], [host!]);
  expect(states(placing)).toEqual(["placed"]);
  expect([scene.members("web"), scene.members("db")]).toEqual([["printer"], []]);
  expect(placing.state).toMatchObject({ publishing: [], published: [host!.vmId] });
  expect(scene.isClean()).toBe(true);
});

test("addresses that two machines exchange are set, and a big group with groups in it keeps its other members", async () => {
  const scene = await startScene();
  const others = machines(600, { groups: [] }).map(({ name }) => name);
  for (const [at, name] of others.entries())
    scene.simulator.addHost({ name, address: `10.7.${at >> 8}.${at & 255}`, groups: ["web"] });
  const admin = await scene.client().login({ name: "anna" });
  await admin.addMembers("web", ["db"]);
  await admin.publish();
  scene.simulator.advance(120_000);
  await admin.logout();
  const pair = machines(602).slice(600);
  await scene.place(pair, [], { groups: ["web", "db"] });
  const exchanged = pair.map((host, at) => ({ ...host, addresses: pair[1 - at]!.addresses }));
  const placing = await scene.place(exchanged, [], { groups: ["web", "db"] });
  expect(states(placing)).toEqual(["placed"]);
  const addressOf = ({ name }: { name: string }) => scene.hosts()[name]!.address;
  expect(pair.map(addressOf)).toEqual([pair[1]!.addresses[0], pair[0]!.addresses[0]]);
  expect(scene.members("web")).toEqual(["db", "printer", ...others, ...pair.map(({ name }) => name)].sort());
  const sent = scene.simulator.requests.filter(({ command }) => command === "set-group");
  expect(sent.map(({ payload }) => payload["members"])).toEqual([
    { add: ["db"] },
    { add: pair.map(({ name }) => name) },
  ]);
});

test("a publish that fails is discarded and is the reason of its hosts", async () => {
  const scene = await startScene();
  const hosts = machines(2);
  scene.simulator.planTask("publish", { outcome: "failed", faultMessage: "no space left" });
  const placing = await scene.place(hosts);
  expect(reasonOf(placing, hosts[1])).toBe("Check Point did not publish it: failed: no space left");
  expect(scene.isClean()).toBe(true);
  expect(states(await scene.place(hosts))).toEqual(["placed"]);
});

test("a publish that fails because of one host is done without it", async () => {
  const scene = await startScene();
  const hosts = machines(3);
  const faultMessage = `Validation of '${hosts[1]!.name}' failed.`;
  scene.simulator.planTask("publish", { outcome: "failed", faultMessage });
  const placing = await scene.place(hosts);
  expect(reasonOf(placing, hosts[1])).toContain(faultMessage);
  expect([hosts[0], hosts[2]].map((host) => reasonOf(placing, host))).toEqual(["placed", "placed"]);
  expect(scene.members("web")).toEqual(["printer", hosts[0]!.name, hosts[2]!.name].sort());
  expect(placing.publishes).toBe(2);
});

test("a host that somebody makes during the run fails alone", async () => {
  const scene = await startScene();
  const hosts = machines(3);
  scene.simulator.before("add-host", () =>
    scene.simulator.addHost({ name: hosts[1]!.name, address: "10.0.0.9" }),
  );
  const placing = await scene.place(hosts);
  expect(reasonOf(placing, hosts[1])).toContain("More than one object named");
  expect([hosts[0], hosts[2]].map((host) => reasonOf(placing, host))).toEqual(["placed", "placed"]);
});

test("a run whose every write is refused publishes nothing and leaves nothing locked, not even its new tag", async () => {
  const scene = await startScene();
  const [host] = machines(1);
  scene.simulator.before("add-host", () =>
    scene.simulator.addHost({ name: host!.name, address: "10.0.0.9" }),
  );
  const placing = await scene.place([host!]);
  expect(reasonOf(placing, host)).toContain("More than one object named");
  expect(placing.publishes).toBe(0);
  expect(scene.isClean()).toBe(true);
});

test("sessions that earlier runs left are discarded and named, those of others and of a run just now are not", async () => {
  const scene = await startScene();
  const left = async (name: string, host: string) => {
    const session = await scene.client().login({ name, timeoutInSeconds: 3600 });
    await session.addHost(
      { name: host, addresses: { ipv4: "10.3.3.3" }, tags: [], comment: "" },
      { ignoreWarnings: true },
    );
    return session.uid;
  };
  const old = await left("illumio-iac onboarding prod run-0", "x1");
  await left("illumio-iac onboarding prod2 run-0", "x2");
  await left("anna", "x3");
  scene.simulator.advance(16 * 60_000);
  await left("illumio-iac onboarding prod run-00", "x4");
  const placing = await scene.place(machines(1));
  expect(placing.problems).toEqual([]);
  expect(placing.warnings).toEqual([
    `session 'illumio-iac onboarding prod run-0' (${old}) of an earlier run was left open and was discarded`,
  ]);
  const writing = scene.simulator.store.sessions.all().filter(({ writes }) => writes > 0);
  expect(writing.map(({ name }) => name).sort()).toEqual([
    "anna",
    "illumio-iac onboarding prod run-00",
    "illumio-iac onboarding prod2 run-0",
  ]);
});

test("a session that nobody holds any more is discarded at once, so that what it locked can be written", async () => {
  const scene = await startScene();
  const [host] = machines(1);
  await scene.place([host!]);
  const earlier = await scene.client().login({ name: "illumio-iac onboarding prod run-0" });
  await earlier.setAddresses(host!.name, { ipv4: "10.3.3.3" });
  await earlier.logout();
  scene.simulator.advance(60_000);
  const placing = await scene.place([{ ...host!, addresses: ["10.4.4.4"] }]);
  expect(states(placing)).toEqual(["placed"]);
  expect(placing.warnings).toEqual([
    expect.stringContaining(`(${earlier.uid}) of an earlier run was left open`),
  ]);
  expect(scene.hosts()[host!.name]!.address).toBe("10.4.4.4");
  expect(scene.isClean()).toBe(true);
});

test("what is published when the network breaks is kept, and the rest has a reason", async () => {
  const scene = await startScene();
  const hosts = machines(150);
  scene.simulator.before("publish", () => scene.simulator.setFaults("reset=1"), { skip: 1 });
  const placing = await scene.place(hosts);
  const placed = hosts.filter(({ vmId }) => placing.outcomes.get(vmId)?.state === "placed");
  expect(placed.map(({ vmId }) => vmId)).toEqual(placing.state.published);
  expect(placed).toHaveLength(98);
  expect(placing.outcomes.get(hosts[149]!.vmId)?.state).toBe("waiting");
  expect(reasonOf(placing, hosts[149])).toMatch(/publish: the connection to Check Point .* broke/);
  expect(placing.problems.join()).toMatch(/stay locked until a later run discards them/);
  scene.simulator.setFaults([]);
  expect(scene.state.sessionSince).toBeDefined();
  const soon = await scene.place(hosts);
  expect(soon.outcomes.get(hosts[149]!.vmId)?.state).toBe("waiting");
  expect(reasonOf(soon, hosts[149])).toMatch(
    /group web is held by administrator admin, session \S+\. The session \S+ is of an earlier run of this onboarding; a later run discards it, once it is disconnected or older than 15 minutes$/,
  );
  scene.simulator.advance(16 * 60_000);
  expect(states(await scene.place(hosts))).toEqual(["placed"]);
  expect(scene.members("web")).toHaveLength(151);
  expect([scene.isClean(), scene.state.sessionSince]).toEqual([true, undefined]);
});
