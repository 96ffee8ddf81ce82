import { hostName } from "../../../core/check-point/host-name";
import { IllumioIacError } from "../../../core/errors";
import { ONBOARDING_DATA_SET } from "../../../core/onboarding";
import { MachineNotReadyError } from "../../../reconcilers/onboarding/machine-not-ready-error";
import { away, DEFINITION, vm, World } from "./world";

const once = (world: World, call: string, error: Error) => {
  world.onCall = (_, when, seen) => {
    if (when === "before" && seen === call) throw error;
  };
};
const well = (world: World) => {
  world.onCall = () => undefined;
};

test("two machines of one name are told apart by their addresses", async () => {
  const twin = vm("web-1", { vmId: "vm-other", privateAddresses: ["10.7.7.7"], tags: { app: "crm" } });
  const world = new World(DEFINITION, vm("web-1"), twin);
  await world.runs();
  const labels = world.pce
    .onboarded()
    .map((one) => [one.externalDataReference, one.labels.get("app")?.value]);
  expect(labels.sort()).toEqual([
    ["vm-other", "crm"],
    ["vm-web-1", "shop"],
  ]);
  expect(world.firewall.hosts.size).toBe(2);
});

test("a workload that fits two machines is given to neither, and the reason names both", async () => {
  const same = { privateAddresses: ["10.7.7.7"] };
  const world = new World(
    DEFINITION,
    vm("web-1", same),
    vm("web-1", { ...same, vmId: "vm-other", resourceId: "/subscriptions/s/other" }),
  );
  world.pce.addManaged("web-1", ["10.7.7.7"]);
  await world.run();
  expect(world.where("web-1")).toContain("recorded open: the workload /orgs/1/workloads/");
  expect(world.where("web-1")).toContain("/subscriptions/s/other");
  expect(world.executions.size).toBe(0);
});

test("computer name and name differ: the host name of the system counts", async () => {
  const world = new World(DEFINITION, vm("web-1", { computerName: "srv0815" }));
  await world.runs();
  expect(world.pce.summary()).toEqual(["srv0815 app=shop env=Production vm-web-1"]);
});

test("a machine without tags keeps the labels that its profile gave it", async () => {
  const world = new World(DEFINITION, vm("web-1", { tags: {} }));
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.pce.summary()).toEqual(["web-1  vm-web-1"]);
});

test("a tag value that values do not know is named, and the machine goes on once the tag is corrected", async () => {
  const world = new World(DEFINITION, vm("web-1", { tags: { app: "shop", env: "qa" } }), vm("web-2"));
  await world.runs();
  expect(world.where("web-1")).toContain("ven-paired open: label 'env': its values do not know 'qa'");
  expect(world.where("web-2")).toBe("commissioned open");
  world.vms.set("vm-web-1", vm("web-1"));
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
});

test("a tag value that the PCE refuses is named with its reason", async () => {
  const world = new World(DEFINITION, vm("web-1", { tags: { app: "bad" } }), vm("web-2"));
  world.pce.refusedLabels.add("app=bad");
  await world.runs();
  const reason = "the PCE refuses the label app=bad: is too long [input_validation_error]";
  expect(world.where("web-1")).toBe(`ven-paired failed: labelled: ${reason}`);
  expect(world.where("web-2")).toBe("commissioned open");
});

test("one workload that the PCE refuses among many fails with its reason, and the others go on", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2"));
  const taken = { externalDataSet: ONBOARDING_DATA_SET, externalDataReference: "vm-web-1" };
  world.pce.addUnmanaged("other", ["10.250.0.1"], taken);
  await world.runs();
  expect(world.where("web-1")).toBe(
    "ven-paired failed: labelled: must be unique across workloads [input_validation_error]",
  );
  expect(world.where("web-2")).toBe("commissioned open");
});

test("labels are made only where the definition says so", async () => {
  const world = new World({ ...DEFINITION, createLabels: false }, vm("web-1"));
  world.pce.addLabel("app", "shop");
  await world.runs();
  expect(world.where("web-1")).toBe(
    "ven-paired open: the PCE has no label env=Production; create it there, or set createLabels: true",
  );
  world.pce.addLabel("env", "Production");
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
});

test("an installation that succeeds without pairing fails after 15 minutes with what to look at", async () => {
  const world = new World(DEFINITION, vm("web-1", { scripts: ["no-pairing", "pairs"] }));
  await world.run();
  await world.run();
  expect(world.where("web-1")).toBe(
    "ven-requested open: the installation succeeded; its workload has not appeared in the PCE yet",
  );
  for (let count = 0; count < 3; count++) await world.run();
  expect(world.where("web-1")).toContain(
    "ven-requested open: ven-paired: the installation succeeded, and 15 minutes later",
  );
  expect(world.where("web-1")).toContain("/var/log/illumio_install.log");
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.executions.get("vm-web-1")).toBe(2);
});

test("a script that finds an agent of another PCE has installed nothing, and says what to look at", async () => {
  const world = new World(DEFINITION, vm("web-1", { scripts: ["has-agent"] }));
  await world.run();
  await world.run();
  const reason =
    "an agent runs already on the machine and nothing was installed; its workload is not in the PCE: look with which PCE it is paired";
  expect(world.where("web-1")).toBe(`ven-requested open: ${reason}`);
  for (let count = 0; count < 3; count++) await world.run();
  expect(world.where("web-1")).toBe(`ven-requested open: ven-paired: ${reason}`);
});

test("a script with exit code 7 is tried again with back-off, and has failed after the last attempt", async () => {
  const world = new World(
    { ...DEFINITION, limits: { attempts: 3, backoffInMinutes: 10 } },
    vm("web-1", { scripts: [7] }),
    vm("web-2"),
  );
  const starts: number[] = [];
  for (let count = 0; count < 20; count++)
    if ((await world.run()).commandsStarted > 0) starts.push(count * 5);
  expect(starts).toEqual([0, 15, 40]);
  expect(world.where("web-1")).toBe("ven-requested failed: ven-paired: the script ended with exit code 7");
  expect(world.record("web-1")?.attempts).toBe(3);
  expect(world.where("web-2")).toBe("commissioned open");
  expect(world.commands.get("vm-web-1")?.size).toBe(0);
});

test("a command that failed and cannot be removed is named, and the next one starts once it is removed", async () => {
  const world = new World(DEFINITION, vm("web-1", { scripts: [7, "pairs"] }));
  once(world, "ven.remove", away("Azure"));
  for (let count = 0; count < 8; count++) await world.run();
  expect(world.where("web-1")).toBe(
    "ven-requested open: ven-paired: the script ended with exit code 7; its command could not be removed yet: Azure has no answer",
  );
  expect(world.record("web-1")).toMatchObject({ attempts: 0 });
  well(world);
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.executions.get("vm-web-1")).toBe(2);
});

test("a reboot in the middle: a command that never ends is given up, and another one is started", async () => {
  const world = new World(DEFINITION, vm("web-1", { scripts: ["hangs", "pairs"] }));
  for (let count = 0; count < 9; count++) await world.run();
  expect(world.where("web-1")).toBe("ven-requested open");
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.executions.get("vm-web-1")).toBe(2);
});

test("a command that already runs on the machine, or a machine that stopped meanwhile, counts as no failure", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  world.startProblems.set("vm-web-1", new MachineNotReadyError("another command runs on it"));
  for (let count = 0; count < 8; count++) await world.run();
  expect(world.where("web-1")).toBe("recorded open: another command runs on it");
  expect(world.record("web-1")).toMatchObject({ attempts: 0 });
  world.startProblems.clear();
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
});

test.each([
  ["stopped", { powerState: "deallocated" }, "discovered open: it does not run"],
  [
    "with an agent that is too old",
    { agentVersion: "2.2.0.0" },
    "discovered open: its Azure agent is version '2.2.0.0'",
  ],
  ["on ARM64", { architecture: "arm64" as const }, "discovered skipped: its processor is ARM64"],
  ["being deleted", { provisioningState: "Deleting" }, "discovered skipped: it is being deleted"],
  ["of another system", { os: "other" as const }, "discovered skipped: its operating system"],
  [
    "of a uniform scale set",
    { uniformScaleSet: "/subscriptions/x/vmss" },
    "discovered skipped: it is an instance of the scale set",
  ],
])(
  "a machine %s waits or is skipped with its reason, and goes on when that changes",
  async (_, more, where) => {
    const world = new World(DEFINITION, vm("web-1", more));
    await world.runs();
    expect(world.where("web-1")).toContain(where);
    expect([world.cmdb.size, world.executions.size]).toEqual([0, 0]);
    world.calls = [];
    await world.run();
    expect(world.calls).toEqual(["records.read", "inventory.read"]);
    world.vms.set("vm-web-1", vm("web-1"));
    await world.runs();
    expect(world.where("web-1")).toBe("commissioned open");
  },
);

test("a machine that already runs a VEN is labelled and not installed, also when no command could run on it", async () => {
  const arm = vm("arm", { architecture: "arm64" });
  const world = new World(DEFINITION, vm("web-1"), arm);
  for (const one of [vm("web-1"), arm]) world.pce.addManaged(one.name, one.privateAddresses);
  await world.runs();
  expect([world.where("web-1"), world.where("arm")]).toEqual(["commissioned open", "commissioned open"]);
  expect(world.executions.size).toBe(0);
});

test("reader rights lost in one subscription: its machines stay where they are, and nothing counts as deleted", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2", { scripts: ["hangs"] }));
  for (let count = 0; count < 5; count++) await world.run();
  world.unreadable.set(`/subscriptions/${vm("x").subscriptionId}`, "403 AuthorizationFailed");
  world.deleted.add("vm-web-1");
  const report = await world.run();
  expect(report.problems).toEqual([expect.stringContaining("403 AuthorizationFailed")]);
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.where("web-2")).toBe(
    "ven-requested open: its subscription cannot be read: 403 AuthorizationFailed",
  );
  expect(world.calls).not.toContain("inventory.isGone");
});

test("PCE away: machines wait with the reason, count no attempt, and the other steps go on", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  for (let count = 0; count < 3; count++) await world.run();
  world.vms.set("vm-web-2", vm("web-2"));
  once(world, "pce.workloads", away("PCE"));
  for (let count = 0; count < 10; count++) await world.run();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.where("web-2")).toBe("recorded open: PCE: PCE has no answer");
  expect(world.record("web-2")).toMatchObject({ attempts: 0 });
  well(world);
  await world.runs();
  expect(world.where("web-2")).toBe("commissioned open");
});

test("pairing profile disabled: nothing is started, and the reason says so", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  world.pce.profileProblem = "pairing profile 'azure' is disabled; enable it in the PCE";
  await world.runs();
  expect(world.where("web-1")).toContain("recorded open: PCE: pairing profile 'azure' is disabled");
  expect(world.executions.size).toBe(0);
});

test("code expired: the script fails, and the next attempt gets a new code", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  await world.pce.revokeKeys();
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.executions.get("vm-web-1")).toBe(2);
});

test("a host that the firewall refuses stops no other", async () => {
  const world = new World({ ...DEFINITION, limits: { attempts: 2 } }, vm("web-1"), vm("web-2"));
  world.firewall.refused.set(hostName(vm("web-1")), "host web-1 is not ours");
  await world.runs();
  expect(world.where("web-1")).toBe("labelled failed: firewall-ready: host web-1 is not ours");
  expect(world.where("web-2")).toBe("commissioned open");
});

test("Check Point away: hosts wait with the reason, and agents are installed all the same", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  once(world, "firewall.place", away("Check Point"));
  await world.runs();
  expect(world.where("web-1")).toBe("labelled open: Check Point: Check Point has no answer");
  well(world);
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
});

test("Check Point breaks off in the middle of a run: hosts wait with the reason and count no attempt", async () => {
  const world = new World({ ...DEFINITION, limits: { attempts: 1 } }, vm("web-1"), vm("web-2"));
  await world.runs();
  world.vms.delete("vm-web-2");
  world.deleted.add("vm-web-2");
  world.vms.set("vm-web-3", vm("web-3"));
  world.firewall.brokenOff = "the session has ended";
  await world.runs();
  expect(world.where("web-3")).toBe("labelled open: the session has ended");
  expect(world.record("web-3")).toMatchObject({ attempts: 0 });
  expect(world.where("web-2")).toBe(
    "commissioned open: it was deleted; its host has not left its groups: the session has ended",
  );
  world.firewall.brokenOff = "";
  await world.runs();
  expect(world.where("web-3")).toBe("commissioned open");
  expect(world.where("web-2")).toContain("closed");
});

test("policy is installed in a window: hosts wait for it, and one installation serves all of them", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2", { scripts: [7, "pairs"] }));
  world.firewall.mayInstall = false;
  await world.runs();
  expect(world.where("web-1")).toContain("firewall-ready open: the policy is installed from 22:00");
  world.firewall.mayInstall = true;
  await world.runs();
  expect([world.where("web-1"), world.where("web-2")]).toEqual(["commissioned open", "commissioned open"]);
  expect(world.firewall.installs).toBe(1);
});

test("CMDB away: machines that are new wait, and the others go on until they have to be told", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  await world.run();
  once(world, "cmdb.find", away("CMDB"));
  world.vms.set("vm-web-2", vm("web-2"));
  for (let count = 0; count < 4; count++) await world.run();
  expect(world.where("web-1")).toBe("policy-installed open: CMDB: CMDB has no answer");
  expect(world.where("web-2")).toBe("discovered open: CMDB: CMDB has no answer");
  world.vms.set("vm-web-3", vm("web-3"));
  world.cmdb.set("vm-web-3", { isCommissioned: true, flags: { commissioned: true } });
  await world.run();
  expect(world.where("web-3")).toBe("discovered open: CMDB: CMDB has no answer");
  well(world);
  await world.runs();
  expect([world.where("web-1"), world.where("web-2")]).toEqual(["commissioned open", "commissioned open"]);
  expect(world.where("web-3")).toBe("discovered skipped: the CMDB shows it as commissioned");
  expect(world.executions.get("vm-web-3")).toBeUndefined();
});

test("CMDB away: every machine that is seen for the first time has the reason, however many may begin", async () => {
  const world = new World({ ...DEFINITION, limits: { maxPerRun: 1 } }, vm("web-1"), vm("web-2"));
  once(world, "cmdb.find", away("CMDB"));
  await world.run();
  expect([world.where("web-1"), world.where("web-2")]).toEqual([
    "discovered open: CMDB: CMDB has no answer",
    "discovered open: CMDB: CMDB has no answer",
  ]);
});

test("storage conflict: a record that another run changed is left to it", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2"));
  await world.run();
  world.onCall = (_, when, call) => {
    if (when !== "before" || call !== "ven.remove") return;
    const row = world.rows.get("vm-web-1")!;
    world.rows.set("vm-web-1", { ...row, version: row.version + 1 });
  };
  const report = await world.run();
  expect(report.lost).toBe(1);
  expect(report.machines.map(({ name }) => name)).toEqual(["web-2"]);
  expect([world.where("web-1"), world.where("web-2")]).toEqual([
    "ven-requested open",
    "firewall-ready open: the policy is being installed",
  ]);
  well(world);
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
  expect(world.executions.get("vm-web-1")).toBe(1);
});

test("a run that lost a record does nothing more for its machine", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2"));
  await world.run();
  world.onCall = (_, when, call) => {
    if (when !== "before" || call !== "pce.update") return;
    const row = world.rows.get("vm-web-1")!;
    world.rows.set("vm-web-1", { ...row, version: row.version + 1 });
  };
  await world.run();
  expect([world.where("web-1"), world.cmdb.get("vm-web-1")?.flags]).toEqual(["ven-paired open", {}]);
  expect(world.cmdb.get("vm-web-2")?.flags).toEqual({ venInstalled: true, labelled: true });
  expect([...world.firewall.hosts.keys()]).toEqual([hostName(vm("web-2"))]);
});

test("the store of the records away: the run throws its error, and nothing was started", async () => {
  const world = new World(DEFINITION, vm("web-1"));
  once(world, "records.write", new IllumioIacError("storage has no answer"));
  await expect(world.run()).rejects.toThrow("storage has no answer");
  expect(world.executions.size).toBe(0);
});

test("a record from a newer release is left alone, also when its machine is gone", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2"));
  await world.run();
  for (const name of ["vm-web-1", "vm-web-2"]) world.newer.add(name);
  const before = structuredClone(world.rows);
  world.vms.delete("vm-web-2");
  world.deleted.add("vm-web-2");
  const report = await world.run();
  expect(report.newer).toBe(2);
  expect(world.rows).toEqual(before);
});

test("26 hours away and back: the run goes on where it was, and old keys are revoked", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2", { scripts: ["hangs", "pairs"] }));
  await world.run();
  world.pass(26 * 60);
  await world.runs();
  expect([world.where("web-1"), world.where("web-2")]).toEqual(["commissioned open", "commissioned open"]);
  expect(world.executions).toEqual(
    new Map([
      ["vm-web-1", 1],
      ["vm-web-2", 2],
    ]),
  );
  expect(world.pce.liveKeys()).toBe(0);
});

test("a machine whose record in the CMDB cannot be told waits with the reason, and goes on once it can", async () => {
  const world = new World(DEFINITION, vm("web-1"), vm("web-2"));
  world.cmdbUnclear.set("vm-web-1", "2 records have host_name 'web-1'");
  await world.runs();
  expect(world.where("web-1")).toBe("discovered open: 2 records have host_name 'web-1'");
  expect(world.where("web-2")).toBe("commissioned open");
  expect([world.cmdb.has("vm-web-1"), world.rows.get("vm-web-1")?.record.attempts]).toEqual([false, 0]);
  world.cmdbUnclear.clear();
  await world.runs();
  expect(world.where("web-1")).toBe("commissioned open");
});
