import fc from "fast-check";
import { chooseVm, type InventoryVm, type OnboardingDefinition, selectVm } from "../../../core/onboarding";
import { fits } from "../../../core/onboarding/vm-filter";
import { machine, SUBSCRIPTION } from "./machines";

type Choosing = Partial<OnboardingDefinition>;
const SCOPE = `/subscriptions/${SUBSCRIPTION}`;
const VEN = { pairingProfile: "azure" };

function choice(vm: Partial<InventoryVm>, definition: Choosing = {}) {
  return chooseVm(machine(vm), { ven: VEN, ...definition });
}

test("a machine that runs is chosen without any filter, also where Azure does not say how it is", () => {
  expect(choice({})).toEqual({ chosen: true });
  expect(
    choice({
      powerState: undefined,
      agentReady: undefined,
      agentVersion: undefined,
      architecture: undefined,
    }),
  ).toEqual({ chosen: true });
});

test.each<[string, Partial<InventoryVm>, Choosing]>([
  [
    "a tag whose name differs in case",
    { tags: { Onboard: "yes" } },
    { include: { tags: { onboard: ["yes"] } } },
  ],
  ["a tag with any value", { tags: { onboard: "" } }, { include: { tags: { onboard: [] } } }],
  ["a name by a pattern, without case", { name: "Web-12" }, { include: { names: ["db-*", "w*-1*"] } }],
  ["a resource group", { resourceGroup: "SHOP-rg" }, { include: { resourceGroups: ["shop-*"] } }],
  ["a subscription", {}, { include: { subscriptions: [SUBSCRIPTION.toUpperCase()] } }],
  ["the scope of its subscription, without case", {}, { scopes: [SCOPE.toUpperCase()] }],
  [
    "the scope of its resource group, without case",
    { resourceGroup: "SHOP" },
    { scopes: [`${SCOPE}/resourceGroups/other`, `${SCOPE}/resourcegroups/Shop`] },
  ],
  [
    "every part of exclude but one",
    { tags: { env: "prod" } },
    { exclude: { tags: { env: ["prod"] }, names: ["db*"] } },
  ],
  ["a required tag that is empty", { tags: { OWNER: "" } }, { requiredTags: ["owner"] }],
])("a machine is chosen by %s", (_what, vm, definition) => {
  expect(choice(vm, definition)).toEqual({ chosen: true });
});

test.each<[string, Partial<InventoryVm>, Choosing, RegExp]>([
  [
    "a tag of another value, with case",
    { tags: { onboard: "Yes" } },
    { include: { tags: { onboard: ["yes"] } } },
    /^include does not match it: tags \(its tag 'onboard' is 'Yes'\)$/,
  ],
  [
    "no such tag",
    {},
    { include: { tags: { onboard: [] } } },
    /^include .* tags \(it has no tag 'onboard'\)$/,
  ],
  [
    "one of two tags",
    { tags: { a: "1" } },
    { include: { tags: { a: ["1"], b: ["2"] } } },
    /it has no tag 'b'/,
  ],
  ["a name", { name: "db1" }, { include: { names: ["web*"] } }, /^include .* names \(it is 'db1'\)$/],
  [
    "a resource group",
    {},
    { include: { resourceGroups: ["x*"] } },
    /^include .* resourceGroups \(it is in 'shop-rg'\)$/,
  ],
  ["a subscription", {}, { include: { subscriptions: ["x"] } }, /^include .* subscriptions \(it is in 'a1/],
  [
    "its place, outside of a scope whose name begins like that of its group",
    {},
    { scopes: [`${SCOPE}/resourceGroups/shop`, "/subscriptions/a1b2c3d4-2222-3333-4444-555555555556"] },
    /^it is outside of the scopes: neither \/subscriptions\/a1b2.*\/resourceGroups\/shop-rg nor its subscription is one of them$/,
  ],
  [
    "exclude, which goes before include",
    { tags: { env: "prod" } },
    { include: { names: ["*"] }, exclude: { names: ["web*"], tags: { ENV: [] } } },
    /^exclude matches it: its tag 'ENV' is 'prod', its name is 'web1'$/,
  ],
  [
    "required tags",
    { tags: { a: "1" } },
    { requiredTags: ["a", "owner", "cost"] },
    /^requiredTags: it lacks the tags 'owner', 'cost'; set them/,
  ],
  ["its deletion", { provisioningState: "Deleting" }, {}, /^it is being deleted$/],
  ["its system", { os: "other" }, {}, /neither Linux nor Windows/],
  ["ARM64", { architecture: "arm64" }, {}, /ARM64.*set ven\.runCommand to action/],
  ["a uniform scale set", { uniformScaleSet: "/x/scale1" }, {}, /scale set '\/x\/scale1' with uniform/],
  [
    "its deletion rather than its power",
    { provisioningState: "deleting", powerState: "stopped" },
    {},
    /being deleted/,
  ],
])("a machine is skipped by %s, and the reason names it", (_what, vm, definition, reason) => {
  expect(choice(vm, definition)).toEqual({
    chosen: false,
    wait: false,
    reason: expect.stringMatching(reason) as string,
  });
});

test.each<[string, Partial<InventoryVm>, RegExp]>([
  ["is deallocated", { powerState: "deallocated" }, /power state 'deallocated'/],
  ["is stopped", { powerState: "Stopped" }, /power state 'Stopped'/],
  ["is being created", { provisioningState: "Creating" }, /not created yet/],
  ["has no agent that is ready", { agentReady: false }, /agent is not ready/],
  ["has an old agent", { agentVersion: "2.4.0.1" }, /version '2\.4\.0\.1'.* need 2\.4\.0\.2/],
  ["has a short and old version", { agentVersion: "2.4" }, /version '2\.4'/],
])("a machine that %s waits", (_what, vm, reason) => {
  expect(choice(vm)).toEqual({
    chosen: false,
    wait: true,
    reason: expect.stringMatching(reason) as string,
  });
});

test.each(["2.4.0.2", "2.10.0.0", "10.0", "2.4.0.2.1", "Unknown"])(
  "agent %s is new enough",
  (agentVersion) => {
    expect(choice({ agentVersion })).toEqual({ chosen: true });
  },
);

test("the action form takes ARM64 and agents of any version", () => {
  const definition = { ven: { ...VEN, runCommand: "action" } };
  expect(choice({ architecture: "arm64", agentVersion: "2.2.0" }, definition)).toEqual({ chosen: true });
});

test("a machine is selected whatever its state", () => {
  expect(selectVm(machine({ powerState: "stopped", os: "other" }), {})).toEqual({ chosen: true });
});

test("a pattern fits as a regular expression says", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", ".", "A"), maxLength: 6 });
  const patterns = fc.string({ unit: fc.constantFrom("a", "B", "*", "."), maxLength: 5 });
  fc.assert(
    fc.property(letters, patterns, (text, pattern) => {
      const regex = new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`, "i");
      expect(fits(text, pattern)).toBe(regex.test(text));
    }),
    { numRuns: 2_000 },
  );
});

test("each piece of a pattern stands for text of its own", () => {
  expect([fits("a", "*a*a*"), fits("aa", "*a*a*"), fits("ab", "ab*ab"), fits("abab", "ab*ab")]).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test("a pattern of many stars on a long text is fast", () => {
  expect(fits("a".repeat(5_000), `${"*a".repeat(40)}*b`)).toBe(false);
});
