import {
  onboardingRoles,
  readerAssignment,
  runCommandRole,
} from "../../../../../components/shared/azure/azure-vm-onboarding/access";

const SUBSCRIPTION = "11111111-1111-1111-1111-111111111111";
const SCOPE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop`;
const place = { project: "project", stack: "stack", name: "vms", subscriptionId: SUBSCRIPTION };
const use = { place, key: "run-shop" };

test("secrets that there are not need no role", () => {
  const none = Object.keys(onboardingRoles({ checkPoint: false, serviceNow: false }));
  const both = Object.keys(onboardingRoles({ checkPoint: true, serviceNow: true }));
  expect(none).toEqual(["host-blobs", "pce-secret", "write-log", "host-tables"]);
  expect(both.filter((key) => !none.includes(key))).toEqual(["check-point-secret", "service-now-secret"]);
});

test("a custom role can be assigned in its scope only, and has the actions of one form of Run Command", () => {
  const actions = (form: string) => runCommandRole(use, SCOPE, form).definition.actions;
  expect(runCommandRole(use, SCOPE, "managed").definition).toMatchObject({ assignableScopes: [SCOPE] });
  expect(actions("managed").filter((action) => actions("action").includes(action))).toEqual([]);
  expect([...actions("managed"), ...actions("action")].join()).not.toContain("*");
});

test("the machines of a scope are read with the role Reader there", () => {
  expect(readerAssignment(SCOPE, "principal")).toMatchObject({
    scope: SCOPE,
    role: "Reader",
    principalId: "principal",
  });
});
