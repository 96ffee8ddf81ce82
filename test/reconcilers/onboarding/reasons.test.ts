import { DEFINITION, vm, World } from "./world";

const { subscriptionId } = vm("x");
const many = (count: number) => Array.from({ length: count }, (_, index) => vm(`web-${index}`));

test("a limit that ends a run is the reason of machines that it holds up, until it is raised", async () => {
  const world = new World({ ...DEFINITION, limits: { maxChanges: 2 } }, ...many(3));
  await world.run();
  const { ended } = await world.run();
  expect(ended).toContain("limits.maxChanges allows 2");
  for (const { name } of many(3)) expect(world.where(name)).toBe(`ven-paired open: ${ended}`);
  world.calls = [];
  await world.run();
  expect(world.calls).not.toContain("records.write");
  world.definition = DEFINITION;
  await world.runs();
  for (const { name } of many(3)) expect(world.where(name)).toBe("commissioned open");
});

test("a limit of removals is the reason of machines that are deleted, and of those whose step comes after it", async () => {
  const limits = { maxRemovals: 0 };
  const world = new World({ ...DEFINITION, limits }, vm("web-1"), vm("web-2"));
  await world.run();
  world.vms.delete("vm-web-2");
  world.deleted.add("vm-web-2");
  const { ended } = await world.run();
  expect(world.where("web-2")).toBe(`ven-requested open: it was deleted; ${ended}`);
  expect(world.where("web-1")).toBe(`labelled open: ${ended}`);
});

test("a subscription that the identity does not see any more is a problem, and the reason of its machines", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2", { scripts: ["hangs"] }));
  for (let count = 0; count < 5; count++) await world.run();
  world.unseen.add(subscriptionId);
  const { problems } = await world.run();
  expect(problems).toEqual([
    `the identity does not see the subscription ${subscriptionId} any more, where 2 machines were: give it the role "Reader" there, or name in scopes those that are meant`,
  ]);
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.where("web-2")).toBe(
    'ven-requested open: the identity does not see its subscription any more; give it the role "Reader" there',
  );
  world.unseen.clear();
  expect((await world.run()).problems).toEqual([]);
});

test.each([
  [
    "there",
    "the inventory does not show it, although Resource Manager does; it goes on once the inventory shows it",
  ],
  ["unknown", "the inventory does not show it, and Resource Manager does not say whether it was deleted"],
  ["moved", "it has moved to where the inventory does not look"],
] as const)(
  "a machine under way that lists lack, and that is %s, waits with that reason",
  async (answer, reason) => {
    const world = new World(DEFINITION, vm("web-1", { scripts: ["hangs"] }));
    await world.run();
    world.unlisted.add("vm-web-1");
    world.whereabouts = answer;
    await world.run();
    expect(world.where("web-1")).toBe(`ven-requested open: ${reason}`);
  },
);

test("installations that nobody can see the end of keep no others from theirs for ever", async () => {
  const limits = { maxConcurrentInstalls: 1 };
  const world = new World({ ...DEFINITION, limits }, vm("web-1", { scripts: ["hangs"] }));
  await world.run();
  world.unlisted.add("vm-web-1");
  world.vms.set("vm-web-2", vm("web-2"));
  await world.run();
  expect(world.where("web-2")).toContain("recorded open: its installation begins once another one has ended");
  for (let count = 0; count < 15; count++) await world.run();
  expect(world.where("web-2")).toBe("commissioned open");
});

test("a clock that was days ahead holds nothing up", async () => {
  const world = new World(DEFINITION, vm("web-1", { scripts: [7, "hangs", "no-pairing", "pairs"] }));
  const days = 40 * 24 * 60;
  world.pass(days);
  await world.run();
  await world.run();
  expect(world.record("web-1")).toMatchObject({ attempts: 1 });
  world.time -= days * 60_000;
  await world.run();
  expect(world.executions.get("vm-web-1")).toBe(2);
  world.pass(days);
  for (let count = 0; count < 30; count++) await world.run();
  world.time -= days * 60_000;
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
});
