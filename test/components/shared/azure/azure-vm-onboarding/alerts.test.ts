import fc from "fast-check";
import {
  ONBOARDING_ALERTS,
  onboardingAlerts,
} from "../../../../../components/shared/azure/azure-vm-onboarding/alerts";
import { windowOfRuns } from "../../../../../components/shared/azure/function-app/alerts";

const alerts = onboardingAlerts("vms-0123456789", 5);
const of = (suffix: string) => alerts.find((alert) => alert.suffix === suffix)!;

test("every alert looks at the lines of its own app alone, and is one of those that are told before", () => {
  expect(alerts.map(({ suffix }) => suffix)).toEqual([...ONBOARDING_ALERTS]);
  for (const { query } of alerts) expect(query).toContain('| where cloud_RoleName =~ "vms-0123456789"');
});

test("the alerts ask for the lines that the function writes", () => {
  const last = (suffix: string) => of(suffix).query.split("\n").at(-1);
  const run = '| where tostring(line.event) == "onboarding-run"';
  expect(last("failing")).toBe(`${run} and tostring(line.level) == "ERROR"`);
  expect(last("failed-vms")).toBe(`${run} and tolong(line.failed) > 0`);
  expect(last("approvals")).toBe(`${run} and tolong(line.approval) > 0`);
  expect(last("no-run")).toBe(run);
  expect(of("no-run")).toMatchObject({ operator: "LessThan", threshold: 1 });
});

test("every window holds three runs", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (interval) => {
      expect(windowOfRuns(interval)).toBeGreaterThanOrEqual(3 * interval);
    }),
  );
});
