import { DEFINITION, vm, World } from "./world";

const CRITICAL = { ...DEFINITION, criticalLabels: { app: ["dc"] } };
const OLD = vm("web-1", { tags: { app: "dc", env: "prod" } });
/** A machine of the same name and address that stands where the old one stood. */
const NEW = vm("web-1", { vmId: "vm-new" });

function rebuild(world: World, next = NEW): void {
  world.vms.delete(OLD.vmId);
  world.deleted.add(OLD.vmId);
  world.vms.set(next.vmId, next);
}
const stepOf = (world: World, vmId: string) => {
  const record = world.rows.get(vmId)?.record;
  return `${record?.step} ${record?.status}${record?.reason ? `: ${record.reason}` : ""}`;
};
const references = (world: World) => world.pce.onboarded().map((one) => one.externalDataReference);

test.each([
  ["was labelled", DEFINITION, vm("web-1")],
  ["waited for an approval", CRITICAL, OLD],
] as const)(
  "a machine that is rebuilt under the name and address of one that %s gets an agent of its own",
  async (_, definition, old) => {
    const world = new World(definition, old);
    await world.runs();
    rebuild(world);
    await world.runs();
    expect(world.executions).toEqual(
      new Map([
        ["vm-web-1", 1],
        ["vm-new", 1],
      ]),
    );
    expect(stepOf(world, "vm-new")).toBe("commissioned open");
    expect(references(world)).toEqual([old === OLD ? undefined : "vm-web-1", "vm-new"]);
  },
);

test("a machine that is made of the disk of another one takes over its workload, which the script has found running", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.runs();
  const { workload } = world.record("web-1")!;
  rebuild(world, { ...NEW, scripts: ["no-pairing"], tags: { app: "shop", env: "test" } });
  await world.runs();
  expect(stepOf(world, "vm-new")).toBe("commissioned open");
  expect(world.rows.get("vm-new")?.record.workload).toBe(workload);
  expect(world.pce.summary()).toEqual(["web-1 app=shop env=Test vm-new"]);
});

test("the workload of a machine that is still there is not taken over", async () => {
  const world = new World({ ...DEFINITION, limits: { attempts: 1 } }, vm("web-1"));
  await world.runs();
  world.vms.set("vm-new", { ...NEW, scripts: ["no-pairing"] });
  await world.runs();
  expect(stepOf(world, "vm-new")).toContain(
    "ven-requested failed: ven-paired: the installation succeeded, and 15 minutes",
  );
  expect(references(world)).toEqual(["vm-web-1"]);
});

test.each([
  ["stays when its agent runs on the machine that came instead", "no-pairing", ["vm-new"]],
  ["is unpaired once the machine that came instead has one of its own", "pairs", ["vm-new"]],
] as const)("unpairDeleted: the workload of a rebuilt machine %s", async (_, script, left) => {
  const world = new World({ ...DEFINITION, unpairDeleted: true }, vm("web-1"));
  await world.runs();
  const { workload } = world.record("web-1")!;
  rebuild(world, { ...NEW, scripts: [script] });
  await world.run();
  expect(stepOf(world, "vm-web-1")).toContain(
    `commissioned open: it was deleted; its VEN was not unpaired: its workload ${workload} also fits`,
  );
  await world.runs();
  expect(stepOf(world, "vm-web-1")).toBe("commissioned closed: the machine was deleted");
  expect(references(world)).toEqual(left);
  expect(world.rows.get("vm-new")?.record.workload === workload).toBe(script === "no-pairing");
});
