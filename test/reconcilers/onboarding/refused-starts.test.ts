import { AuthenticationError, HttpStatusError } from "../../../core/errors";
import { MachineNotReadyError } from "../../../reconcilers/onboarding/machine-not-ready-error";
import { DEFINITION, vm, World } from "./world";

const answered = (status: number, token: string) =>
  new HttpStatusError({
    service: "Azure Resource Manager",
    status,
    request: "PUT /runCommands",
    tokens: [token],
  });
const FORBIDDEN = answered(403, "AuthorizationFailed");
const REFUSED = "Azure Resource Manager answered 403 to PUT /runCommands";
const starts = (world: World) => world.calls.filter((call) => call === "ven.start").length;

test("a missing right to write run commands starts nothing, is a problem of each run, and leaves no key and no command", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  world.startProblems.set("vm-web-1", FORBIDDEN);
  for (let count = 0; count < 3; count++) {
    const report = await world.run();
    expect([report.commandsStarted, report.problems]).toEqual([0, [`Azure: ${REFUSED}`]]);
    expect(world.where("web-1")).toBe(`recorded open: ${REFUSED}`);
    expect(world.record("web-1")?.command).toBeUndefined();
    expect([world.pce.liveKeys(), world.state.keysMadeAt]).toEqual([0, []]);
  }
  world.startProblems.clear();
  await world.runs();
  expect([world.where("web-1"), world.executions.get("vm-web-1")]).toEqual(["commissioned open", 1]);
});

test("after one machine of a subscription was refused, the others of it are not tried in that run", async () => {
  const names = ["web-1", "web-2", "web-3"];
  const other = vm("other", { subscriptionId: "22222222-2222-4222-8222-222222222222" });
  const world = new World(DEFINITION, ...names.map((name) => vm(name)), other);
  for (const name of names) world.startProblems.set(`vm-${name}`, FORBIDDEN);
  const report = await world.run();
  expect([starts(world), report.commandsStarted]).toEqual([2, 1]);
  expect(world.where("other")).toBe("ven-requested open");
  const reasons = names.map((name) => world.where(name)).sort();
  expect(reasons.filter((reason) => reason === `recorded open: ${REFUSED}`)).toHaveLength(1);
  expect(reasons.filter((reason) => reason.includes("was not tried"))).toHaveLength(2);
  for (const name of names) expect(world.record(name)?.command).toBeUndefined();
});

test("a machine that is refused keeps no other of its subscription from its installation for ever", async () => {
  const names = ["web-1", "web-2", "web-3"];
  const world = new World(DEFINITION, ...names.map((name) => vm(name)));
  world.startProblems.set("vm-web-1", FORBIDDEN);
  world.startProblems.set("vm-web-2", FORBIDDEN);
  for (let count = 0; count < 10; count++) await world.run();
  expect(world.where("web-3")).toBe("commissioned open");
});

test("keys of refused starts do not pile up beside installations that are under way", async () => {
  const world = new World(DEFINITION, vm("db-1", { scripts: ["hangs"] }));
  await world.run();
  world.vms.set("vm-web-1", vm("web-1"));
  world.startProblems.set("vm-web-1", FORBIDDEN);
  for (let count = 0; count < 6; count++) await world.run();
  expect(world.pce.liveKeys()).toBe(2);
  expect(world.where("web-1")).toBe(`recorded open: ${REFUSED}`);
  world.startProblems.clear();
  world.vms.set("vm-web-2", vm("web-2"));
  await world.run();
  expect(world.where("web-1")).toBe("ven-requested open");
});

test("a machine on which another command is under way waits with that reason, and no key is left", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  world.startProblems.set("vm-web-1", new MachineNotReadyError("another command is under way on it"));
  for (let count = 0; count < 2; count++) {
    const report = await world.run();
    expect([report.commandsStarted, report.problems]).toEqual([0, []]);
    expect(world.where("web-1")).toBe("recorded open: another command is under way on it");
    expect(world.pce.liveKeys()).toBe(0);
  }
});

test.each([429, 503])(
  "a start that Azure answers %i to may be one: its command is kept, and it is a problem",
  async (status) => {
    const world = new World(DEFINITION, vm("web-1"));
    world.startProblems.set("vm-web-1", answered(status, "TooManyRequests"));
    for (let count = 0; count < 3; count++) {
      const { commandsStarted, problems } = await world.run();
      expect([commandsStarted, problems]).toEqual([
        0,
        [`Azure: Azure Resource Manager answered ${status} to PUT /runCommands`],
      ]);
      expect(world.record("web-1")?.command?.name).toBe("illumio-iac-ven-1");
      expect(world.pce.liveKeys()).toBe(1);
    }
    world.startProblems.clear();
    await world.runs();
    expect([world.where("web-1"), world.executions.get("vm-web-1"), world.pce.liveKeys()]).toEqual([
      "commissioned open",
      1,
      0,
    ]);
  },
);

test("a machine whose start has no answer and that takes no command by then costs no other key", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  world.startProblems.set("vm-web-1", answered(503, "ServiceUnavailable"));
  await world.run();
  world.unready.set("vm-web-1", "its Azure agent is not ready");
  world.calls = [];
  await world.run();
  expect(world.calls).not.toContain("pce.makeKeys");
  expect(world.where("web-1")).toBe("recorded open: its Azure agent is not ready");
  expect([world.record("web-1")?.command, world.pce.liveKeys()]).toEqual([undefined, 0]);
});

test("a command that may not be removed says why in the reason of its machine", async () => {
  const world = new World(DEFINITION, vm("web-1", { scripts: [7] }));
  await world.run();
  world.onCall = (_number, when, call) => {
    if (when === "before" && call === "ven.remove")
      throw new AuthenticationError({ service: "Azure", status: 403, request: "DELETE /runCommands" });
  };
  await world.run();
  expect(world.where("web-1")).toBe(
    "ven-requested open: ven-paired: the script ended with exit code 7; its command could not be removed yet: Azure answered 403 to DELETE /runCommands",
  );
});
