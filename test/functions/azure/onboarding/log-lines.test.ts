import { runCounts, vmLine } from "../../../../functions/azure/onboarding/log-lines";
import type { MachineReport, OnboardingReport } from "../../../../reconcilers/onboarding/report";

const MACHINE: MachineReport = {
  vmId: "11111111-1111-1111-1111-111111111111",
  name: "web-1",
  resourceId: "/subscriptions/s/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web-1",
  from: "recorded",
  to: "ven-requested",
  status: "open",
  reason: "",
};

test("a machine that goes on, waits or is skipped is no problem; one that failed is an error with its name", () => {
  expect(vmLine(MACHINE)).toMatchObject({
    event: "onboarding-vm",
    level: "INFO",
    vm: "web-1",
    from: "recorded",
    step: "ven-requested",
    problems: [],
  });
  expect(vmLine({ ...MACHINE, status: "skipped", reason: "no tag" })).toMatchObject({
    ...{ level: "INFO", status: "skipped", reason: "no tag", problems: [] },
  });
  expect(vmLine({ ...MACHINE, status: "failed", reason: "exit code 7" })).toMatchObject({
    level: "ERROR",
    status: "failed",
    problems: ["web-1: exit code 7"],
  });
});

test("a machine that is new has no step before", () => {
  const { from: _from, ...fresh } = MACHINE;
  expect(vmLine(fresh)).not.toHaveProperty("from");
});

test("a run that could not begin counts nothing", () => {
  const { calls, ...counts } = runCounts(undefined);
  expect(calls).toEqual({});
  expect(new Set(Object.values(counts))).toEqual(new Set([0]));
  expect(counts).not.toHaveProperty("ended");
});

test("states are told by the words of the alerts, and machines that moved are counted", () => {
  const report: OnboardingReport = {
    ...{ name: "vms", run: "r", startedAt: "", endedAt: "", ended: "maxChanges", inventory: 9 },
    machines: [MACHINE, { ...MACHINE, to: "recorded" }],
    ...{ commissionedBefore: 0, commandsStarted: 1, publishes: 2, installs: 3, lost: 4, newer: 5 },
    states: { "under way": 1, approval: 2, failed: 3, done: 4 },
    calls: { pce: 7 },
    ...{ problems: [], warnings: [] },
  };
  expect(runCounts(report)).toEqual({
    ...{ ended: "maxChanges", inventory: 9, advanced: 1, calls: { pce: 7 } },
    ...{ done: 4, underWay: 1, waiting: 0, approval: 2, failed: 3, skipped: 0, closed: 0 },
    ...{ commandsStarted: 1, publishes: 2, installs: 3, lost: 4, newer: 5 },
  });
});
