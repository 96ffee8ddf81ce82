import { away, DEFINITION, vm, World } from "./world";

const HOUR = 60;

test("keys of a profile that is refused by now are revoked all the same, once nothing may use them", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  world.pce.profileProblem = "pairing profile 'azure' has the enforcement mode 'full'";
  const report = await world.run();
  expect(report.problems).toEqual([]);
  expect([world.pce.liveKeys(), world.state.keysMadeAt]).toEqual([0, []]);
});

test("no installation begins with keys that are revoked before it ends, while another one is under way", async () => {
  const limits = { attempts: 100, backoffInMinutes: 1 };
  const world = new World({ ...DEFINITION, limits }, vm("web-1", { scripts: ["hangs", "pairs"] }));
  await world.run();
  world.state = { ...world.state, keysMadeAt: [new Date(world.time - 23.5 * HOUR * 60_000).toISOString()] };
  world.stateVersion += 1;
  world.vms.set("vm-web-2", vm("web-2"));
  await world.run();
  expect(world.where("web-2")).toBe(
    "recorded open: its installation begins once those under way have ended, because the keys of the pairing profile are revoked after a day, all together",
  );
  expect(world.pce.liveKeys()).toBe(1);
  for (let count = 0; count < 9; count++) await world.run();
  expect(world.pce.liveKeys()).toBe(1); // that of web-2, and of the second attempt of web-1
  await world.runs();
  expect([world.where("web-1"), world.where("web-2")]).toEqual(["commissioned open", "commissioned open"]);
  expect([world.executions.get("vm-web-2"), world.pce.liveKeys()]).toEqual([1, 0]);
});

test("keys that could not be revoked are revoked before new ones are made, or by a later run", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  world.onCall = (_, when, call) => {
    if (when === "before" && call === "pce.revokeKeys") throw away("PCE");
  };
  const { problems } = await world.run();
  expect(problems).toEqual(["keys of the pairing profile were not revoked: PCE has no answer"]);
  expect(world.pce.liveKeys()).toBe(1);
  world.onCall = () => undefined;
  world.pass(23.5 * HOUR);
  world.vms.set("vm-web-2", vm("web-2"));
  await world.run();
  expect(world.pce.liveKeys()).toBe(1);
  expect(world.state.keysMadeAt).toEqual([world.now().toISOString()]);
  await world.runs();
  expect(world.pce.liveKeys()).toBe(0);
});
