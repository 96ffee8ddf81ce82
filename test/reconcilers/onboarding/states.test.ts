import { statusRows } from "../../../core/onboarding";
import { reportCounts } from "../../../reconcilers/onboarding/report";
import { DEFINITION, vm, World } from "./world";

const LET_IN = { ...DEFINITION, limits: { attempts: 1 } };

const rowOf = (world: World, name: string) =>
  statusRows([...world.rows.values()].map(({ record }) => record)).find((row) => row.vm === name);

test("a machine that failed and is excluded afterwards is skipped, and begins anew where it was once it is not", async () => {
  const world = new World({ ...DEFINITION, limits: { attempts: 1 } }, vm("web-1", { scripts: [7, "pairs"] }));
  await world.run();
  await world.run();
  expect(world.where("web-1")).toContain("ven-requested failed");
  world.definition = { ...world.definition, exclude: { names: ["web-*"] } };
  const { states } = await world.run();
  expect(states).toEqual({ skipped: 1 });
  expect(world.where("web-1")).toBe("ven-requested skipped: exclude matches it: its name is 'web-1'");
  world.definition = LET_IN;
  await world.runs();
  expect([world.where("web-1"), world.executions.get("vm-web-1")]).toEqual(["commissioned open", 2]);
});

test("a machine that failed and loses a required tag is skipped", async () => {
  const limits = { attempts: 1 };
  const world = new World({ ...DEFINITION, limits, requiredTags: ["app"] }, vm("web-1", { scripts: [7] }));
  await world.run();
  await world.run();
  world.vms.set("vm-web-1", vm("web-1", { tags: {} }));
  await world.run();
  expect(world.where("web-1")).toContain("ven-requested skipped: requiredTags: it lacks the tag 'app'");
});

test("a commissioned machine whose host failed to change is skipped while a rule leaves it out, and follows again later", async () => {
  const world = new World({ ...DEFINITION, limits: { attempts: 1 } }, vm("web-1"));
  await world.runs();
  world.vms.set("vm-web-1", vm("web-1", { privateAddresses: ["10.9.9.9"] }));
  const [host] = [...world.firewall.hosts.keys()];
  world.firewall.refused.set(host!, "it is locked");
  await world.run();
  expect(world.where("web-1")).toContain("commissioned failed");
  world.definition = { ...world.definition, exclude: { names: ["web-*"] } };
  await world.run();
  expect(world.where("web-1")).toContain("commissioned skipped: exclude matches it");
  world.firewall.refused.clear();
  world.definition = LET_IN;
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.firewall.addresses.get(host!)).toEqual(["10.9.9.9"]);
});

test("an attempt that is under way shows the failure before it, and no next attempt that is past", async () => {
  const world = new World(
    { ...DEFINITION, limits: { attempts: 5, backoffInMinutes: 10 } },
    vm("web-1", { scripts: [47, "hangs"] }),
  );
  await world.run();
  await world.run();
  expect(rowOf(world, "web-1")).toMatchObject({
    state: "waiting",
    reason: "ven-paired: the script ended with exit code 47",
    nextAttempt: new Date(world.time + 600_000).toISOString(),
  });
  await world.run();
  for (let count = 0; count < 3; count++) {
    await world.run();
    expect(rowOf(world, "web-1")).toMatchObject({
      state: "under way",
      reason: "attempt 2 is under way; before: ven-paired: the script ended with exit code 47",
      nextAttempt: "",
    });
  }
});

test("a machine that waits for something else after a pause has no next attempt, and keeps one that is to come", async () => {
  const world = new World(
    { ...DEFINITION, limits: { attempts: 5, backoffInMinutes: 12 } },
    vm("web-1", { scripts: [47] }),
  );
  await world.run();
  await world.run();
  world.unready.set("vm-web-1", "it does not run");
  const planned = rowOf(world, "web-1")?.nextAttempt;
  await world.run();
  expect(rowOf(world, "web-1")?.nextAttempt).toBe(planned);
  await world.run();
  await world.run();
  expect(rowOf(world, "web-1")).toMatchObject({ reason: "it does not run", nextAttempt: "" });
});

test("a machine that is skipped is in the report of the run that skipped it, one that waits in that of each", async () => {
  const { checkPoint: _, ...rest } = DEFINITION;
  const world = new World(
    { ...rest, exclude: { names: ["db-*"] } },
    vm("db-1"),
    vm("db-2", { uniformScaleSet: "/scaleSets/1" }),
    vm("web-1", { powerState: "stopped" }),
  );
  const first = await world.run();
  expect(first.machines.map(({ name }) => name)).toEqual(["db-1", "db-2", "web-1"]);
  expect(reportCounts(first)["advanced"]).toBe(0);
  for (let count = 0; count < 2; count++)
    expect((await world.run()).machines.map(({ name }) => name)).toEqual(["web-1"]);
  world.definition = { ...rest, exclude: { names: ["db-1"] } };
  world.vms.set("vm-web-1", vm("web-1"));
  const later = await world.run();
  expect(later.machines.map(({ name }) => name)).toEqual(["db-2", "web-1"]);
  expect(reportCounts(later)["advanced"]).toBe(1);
});

test("a session that a run began and did not end is looked for by a later run, although nothing is to be placed", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  world.onCall = (_number, when, call) => {
    if (when === "before" && call === "firewall.place") throw new Error("the process ended");
  };
  await world.run();
  expect(world.state.firewall.sessionSince).toBe(world.now().toISOString());
  world.onCall = () => undefined;
  world.definition = { ...DEFINITION, exclude: { names: ["web-*"] } };
  world.calls = [];
  await world.run();
  expect(world.calls).toContain("firewall.place");
  expect(world.state.firewall).toEqual({ publishing: [], published: [], installing: [] });
  world.calls = [];
  await world.run();
  expect(world.calls).toEqual(["records.read", "inventory.read"]);
});
