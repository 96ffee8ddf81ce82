jest.mock("node:timers/promises", () => require("../../../support/skipped-pauses"));

import type { Cmdb, OnboardingPorts } from "../../../../reconcilers/onboarding/ports";
import type { ServiceNowSimulator } from "../../../../sandbox/service-now";
import { closeAll, startInstance } from "../../../clients/service-now/fixtures";
import { DEFINITION, vm, World, type WorldVm } from "../world";
import { cmdbOf, TABLE } from "./service-now-scene";

afterEach(closeAll);

/** An onboarding whose CMDB is a simulated instance. */
class ServiceNowWorld extends World {
  readonly #cmdb: Cmdb;

  /** @param changes of the settings of ServiceNow */
  constructor(instance: ServiceNowSimulator, vms: readonly WorldVm[], changes?: object) {
    super(DEFINITION, ...vms);
    this.#cmdb = cmdbOf(instance, changes);
  }

  override ports(): OnboardingPorts {
    return { ...super.ports(), cmdb: this.#cmdb };
  }
}

const DONE = {
  u_ven_installed: "true",
  u_labels_set: "true",
  u_firewall_object_created: "true",
  u_commissioned: "true",
};
const writesOf = ({ requests }: ServiceNowSimulator) =>
  requests.filter(({ method }) => method !== "GET").length;

test("machines are commissioned in ServiceNow, one that is so already is left alone, and a second run writes nothing", async () => {
  const instance = await startInstance();
  instance.insert(TABLE, { host_name: "web-1", u_commissioned: "true" });
  instance.insert("cmdb_ci_linux_server", { host_name: "WEB-2", name: "of discovery" });
  for (const name of ["a", "b"]) instance.insert(TABLE, { name, host_name: "web-4" });
  const world = new ServiceNowWorld(
    instance,
    ["web-1", "web-2", "web-3", "web-4"].map((name) => vm(name)),
  );
  await world.runs();
  expect(["web-1", "web-2", "web-3"].map((name) => world.where(name))).toEqual([
    "no record",
    "commissioned open",
    "commissioned open",
  ]);
  expect(world.where("web-4")).toMatch(
    /^discovered open: 2 records of cmdb_ci_server in the CMDB have host_name/,
  );
  const byHost = new Map(instance.records(TABLE).map((record) => [record["host_name"], record]));
  expect(byHost.get("web-1")).toMatchObject({ sys_mod_count: "0" });
  expect(byHost.get("WEB-2")).toMatchObject({ ...DONE, name: "of discovery" });
  expect(byHost.get("web-3")).toMatchObject({ ...DONE, discovery_source: "IllumioIaC" });
  expect(world.record("web-3")?.cmdbId).toBe(byHost.get("web-3")!["sys_id"]);
  const before = writesOf(instance);
  await world.runs();
  expect(writesOf(instance)).toBe(before);
});

test.each([
  [
    "giving a truncated page",
    (instance: ServiceNowSimulator) => instance.damageNextPage({ kind: "truncated" }),
    "is cut",
  ],
  [
    "without the role",
    (instance: ServiceNowSimulator) => instance.changeUser(instance.username, { roles: [] }),
    "needs the role itil or asset",
  ],
])("while ServiceNow is %s, nothing is installed, and report and record say why", async (_, spoil, said) => {
  const instance = await startInstance();
  const world = new ServiceNowWorld(instance, [vm("web-1")]);
  spoil(instance);
  const { problems } = await world.run();
  expect(problems.join()).toContain(said);
  expect(world.where("web-1")).toBe(`discovered open: ${problems.join()}`);
  expect([world.executions.size, instance.records(TABLE)]).toEqual([0, []]);
  instance.changeUser(instance.username, { roles: ["itil"] });
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
});

test("429: while ServiceNow is at its limit of an hour, nothing is installed, and report and record say until when", async () => {
  const instance = await startInstance({ now: () => Date.parse("2026-11-29T10:15:00Z") });
  const world = new ServiceNowWorld(instance, [vm("web-1")]);
  instance.setRateLimits([{ callsPerHour: 0 }]);
  const { problems } = await world.run();
  expect(problems.join()).toContain("counts anew at 2026-11-29T11:00:00.000Z");
  expect(world.where("web-1")).toBe(`discovered open: ${problems.join()}`);
  expect([world.executions.size, instance.requests.length]).toEqual([0, 1]);
});

test("unknown data source: the machines wait, and the report says which choice is missing", async () => {
  const instance = await startInstance({ dataSources: [] });
  const world = new ServiceNowWorld(instance, [vm("web-1")]);
  const { problems } = await world.run();
  expect(problems.join()).toContain("add 'IllumioIaC' to the choices of the column discovery_source");
  expect([world.executions.size, instance.records(TABLE)]).toEqual([0, []]);
});

test.each<[string, (instance: ServiceNowSimulator) => unknown, object, string]>([
  ["a truncated page", (instance) => instance.damageNextPage({ kind: "truncated" }), {}, "is cut"],
  ["429", (instance) => instance.setRateLimits([{ callsPerHour: 0 }]), {}, "allows 0 calls per hour"],
  [
    "a missing role",
    (instance) => instance.changeUser(instance.username, { roles: [] }),
    {},
    "needs the role itil or asset",
  ],
  [
    "an unknown field",
    (instance) => instance.insert(TABLE, { host_name: "web-1" }),
    { flags: { commissioned: "u_done" } },
    "shows no column u_done",
  ],
  [
    "an unknown data source",
    () => undefined,
    { dataSource: "Other" },
    "does not know the data source 'Other'",
  ],
])(
  "%s: a machine that is about to begin waits with the reason in its record",
  async (_, spoil, changes, said) => {
    const instance = await startInstance();
    const world = new ServiceNowWorld(instance, [vm("web-1", { powerState: "deallocated" })], changes);
    await world.run();
    world.vms.set("vm-web-1", vm("web-1"));
    spoil(instance);
    await world.run();
    expect(world.where("web-1")).toMatch(/^discovered open: CMDB: /);
    expect(world.where("web-1")).toContain(said);
    expect([world.executions.size, world.record("web-1")?.attempts]).toEqual([0, 0]);
  },
);

test("whatever calls the instance refuses, drops or answers to nobody, each machine has one record in the end", async () => {
  const instance = await startInstance();
  const names = Array.from({ length: 6 }, (_, at) => `web-${at}`);
  const world = new ServiceNowWorld(
    instance,
    names.map((name) => vm(name)),
  );
  instance.setFaults("429=0.1,5xx=0.15,lost=0.15,reset=0.1");
  await world.runs();
  instance.setFaults([]);
  await world.runs();
  expect(names.map((name) => world.where(name))).toEqual(names.map(() => "commissioned open"));
  const records = instance.records(TABLE);
  expect(records.map(({ host_name }) => host_name).sort()).toEqual(names);
  for (const record of records) expect(record).toMatchObject(DONE);
});
