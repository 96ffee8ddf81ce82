import fc from "fast-check";
import { away, DEFINITION, type Script, vm, World, type WorldVm } from "./world";

/** What happens to one call: the process ends before or after it takes effect, or the call has no answer. */
const KILLS = ["end before", "end after", "no answer before", "no answer after"] as const;
type Kill = (typeof KILLS)[number];

const RUN_ENDED = Symbol("the process ended");

/** One run that is killed at a call. @returns whether the call was reached */
async function killedRun(world: World, at: number, kill: Kill): Promise<boolean> {
  let end: () => void = () => undefined;
  const ended = new Promise<symbol>((resolve) => {
    end = () => resolve(RUN_ENDED);
  });
  let isDead = false;
  let isReached = false;
  const first = world.calls.length;
  world.onCall = async (number, when, call) => {
    if (isDead) await new Promise(() => undefined);
    if (number - first !== at || when !== (kill.endsWith("before") ? "before" : "after")) return;
    isReached = true;
    if (kill.startsWith("no answer")) throw away(call, when === "after");
    isDead = true;
    end();
    await new Promise(() => undefined);
  };
  await Promise.race([world.run().catch(() => undefined), ended]);
  world.onCall = () => undefined;
  return isReached;
}

async function withoutKills(make: () => World) {
  const world = make();
  await world.runs();
  return world.summary();
}

async function expectSameEnd(world: World, wanted: Awaited<ReturnType<typeof withoutKills>>): Promise<void> {
  await world.runs();
  expect(world.summary()).toEqual(wanted);
  world.writes = [];
  await world.run();
  expect(world.writes).toEqual([]);
}

const three = () =>
  new World(
    { ...DEFINITION, ven: { ...DEFINITION.ven, removeUnmanagedTwin: true } },
    vm("web-1"),
    vm("web-2", { tags: { env: "test" } }),
    vm("db-1", { scripts: [7, "pairs"] }),
  );

const deletion = async () => {
  const world = new World({ ...DEFINITION, unpairDeleted: true }, vm("web-1"), vm("web-2"));
  await world.runs();
  world.vms.delete("vm-web-1");
  world.deleted.add("vm-web-1");
  return world;
};

const change = async () => {
  const groups = { "g-shop": { labels: { app: ["shop"] } }, "g-a": { tags: { zone: ["a"] } } };
  const checkPoint = { ...DEFINITION.checkPoint!, groups };
  const world = new World({ ...DEFINITION, relabel: true, checkPoint }, vm("web-1"), vm("web-2"));
  await world.runs();
  const privateAddresses = ["10.9.9.9"];
  world.vms.set(
    "vm-web-1",
    vm("web-1", { tags: { app: "portal", env: "prod", zone: "a" }, privateAddresses }),
  );
  return world;
};

describe.each(KILLS)("a run that is killed at any call: %s", (kill) => {
  test("machines are commissioned all the same, and nothing is done twice", async () => {
    const wanted = await withoutKills(three);
    expect(wanted.executions).toEqual({ "vm-db-1": 2, "vm-web-1": 1, "vm-web-2": 1 });
    for (let runsBefore = 0, calls = 1; calls > 0; runsBefore++) {
      for (calls = 0; ; calls++) {
        const world = three();
        for (let count = 0; count < runsBefore; count++) await world.run();
        if (!(await killedRun(world, calls + 1, kill))) break;
        await expectSameEnd(world, wanted);
      }
      if (runsBefore > 12) break;
    }
  });

  test("a commissioned machine that changed gets its labels, address and groups all the same", async () => {
    const clean = await change();
    await clean.runs();
    const wanted = clean.summary();
    expect(wanted.hosts).toContain("web-1-26afadf5c7f5 g-a");
    for (let call = 1; ; call++) {
      const world = await change();
      if (!(await killedRun(world, call, kill))) break;
      await expectSameEnd(world, wanted);
      expect(world.firewall.addresses.get("web-1-26afadf5c7f5")).toEqual(["10.9.9.9"]);
      expect(world.where("web-1")).toBe("commissioned open");
    }
  });

  test("deleted machines are closed all the same", async () => {
    const clean = await deletion();
    await clean.runs();
    const wanted = clean.summary();
    expect(wanted.records.map(({ status }) => status)).toEqual(["closed", "open"]);
    for (let call = 1; ; call++) {
      const world = await deletion();
      if (!(await killedRun(world, call, kill))) break;
      await expectSameEnd(world, wanted);
    }
  });
});

test("a run that is killed while it sees the end of an installation does not begin another one", async () => {
  for (let call = 1; ; call++) {
    const world = new World(DEFINITION, vm("web-1"));
    await world.run();
    await world.run();
    expect(world.where("web-1")).toBe("firewall-ready open: the policy is being installed");
    if (!(await killedRun(world, call, "end before"))) break;
    await world.runs();
    expect([world.where("web-1"), world.firewall.installs]).toEqual(["commissioned open", 1]);
  }
});

test("another run in the middle of a run: each machine is taken by one of them", async () => {
  const make = () => new World(DEFINITION, vm("web-1"), vm("web-2", { scripts: [7, "pairs"] }));
  // A run that begins between the last look and the revocation of another one loses its key, which costs an attempt.
  const { executions: _, ...wanted } = await withoutKills(make);
  for (let runsBefore = 0; runsBefore < 6; runsBefore++) {
    for (let call = 1; ; call++) {
      const world = make();
      world.isCmdbIdempotent = true;
      for (let count = 0; count < runsBefore; count++) await world.run();
      const first = world.calls.length;
      let isDone = false;
      world.onCall = async (number, when) => {
        if (isDone || when !== "before" || number - first !== call) return;
        isDone = true;
        await world.run();
      };
      await world.run();
      if (!isDone) break;
      await world.runs();
      expect(world.summary()).toMatchObject(wanted);
    }
  }
});

test("a run whose state another run wrote ends with that, and tells what it did", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  world.onCall = (_, when, call) => {
    if (when !== "before" || call !== "records.writeState") return;
    world.onCall = () => undefined;
    world.stateVersion += 1;
  };
  const report = await world.run();
  expect(report.ended).toContain("another run wrote its state at the same time");
  expect(report.machines).toMatchObject([{ name: "web-1", from: "ven-requested", to: "labelled" }]);
  await world.runs();
  expect([world.where("web-1"), world.executions.get("vm-web-1")]).toEqual(["commissioned open", 1]);
});

test("a run that revokes its keys leaves what a run beside it wrote down for the firewall", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  world.onCall = (_, when, call) => {
    if (when !== "before" || call !== "pce.foundProfile") return;
    world.onCall = () => undefined;
    world.state = { ...world.state, firewall: { ...world.state.firewall, published: ["vm-other"] } };
    world.stateVersion += 1;
  };
  await world.run();
  expect(world.state.firewall.published).toEqual(["vm-other"]);
  expect(world.pce.liveKeys()).toBe(1);
  await world.run();
  expect(world.pce.liveKeys()).toBe(0);
});

test("a run does not revoke keys that a run beside it made", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  world.onCall = async (_, when, call) => {
    if (when !== "before" || call !== "pce.foundProfile") return;
    world.onCall = () => undefined;
    world.vms.set("vm-web-2", vm("web-2"));
    await world.run();
    expect(world.where("web-2")).toBe("ven-requested open");
  };
  await world.run();
  await world.runs();
  expect(world.where("web-2")).toBe("commissioned open");
  expect(world.executions.get("vm-web-2")).toBe(1);
});

const scripts = fc.array(fc.constantFrom<Script>(7, "no-pairing"), { maxLength: 2 });
const machines = fc
  .uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .record({ failures: scripts, env: fc.constantFrom("prod", "test") })
          .map(
            ({ failures, env }): WorldVm =>
              vm(name, { scripts: [...failures, "pairs"], tags: { app: "shop", env } }),
          ),
      ),
    ),
  );

test("whatever is killed and however often, the end is the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      machines,
      fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom(...KILLS)), { maxLength: 8 }),
      async (vms, kills) => {
        const make = () => new World(DEFINITION, ...vms);
        const wanted = await withoutKills(make);
        const world = make();
        for (const [at, kill] of kills) await killedRun(world, at, kill);
        await expectSameEnd(world, wanted);
      },
    ),
    { numRuns: 60 },
  );
});
