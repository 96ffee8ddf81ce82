import { watchedScopes } from "../../../../../components/shared/azure/azure-vm-onboarding/arguments";
import { Checks } from "../../../../../core/checks";

const SUBSCRIPTION = "/subscriptions/11111111-1111-1111-1111-111111111111";

function problemsOf(value: unknown): string[] {
  const checks = Checks.start();
  checks.at("scopes").read(value, watchedScopes());
  return checks.problems.map(({ path, reason }) => `${path}: ${reason}`);
}

test.each([
  [SUBSCRIPTION],
  [SUBSCRIPTION.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions")],
  [`${SUBSCRIPTION}/resourceGroups/Shop_1.(a)`],
  [`${SUBSCRIPTION}/resourcegroups/shop`],
])("%s is a scope", (scope) => {
  expect(problemsOf({ it: scope })).toEqual([]);
});

test.each([
  [`${SUBSCRIPTION}/`],
  [`${SUBSCRIPTION}/resourceGroups/`],
  [`${SUBSCRIPTION}/resourceGroups/shop.`],
  [`${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web-1`],
  ["/subscriptions/shop"],
  ["/providers/Microsoft.Management/managementGroups/all"],
  [7],
])("%s is none", (scope) => {
  expect(problemsOf({ it: scope })).toEqual([
    expect.stringMatching(/^scopes.it: must look like \/subscriptions/),
  ]);
});

test("scopes that name nothing are refused", () => {
  for (const nothing of [undefined, null, {}])
    expect(problemsOf(nothing)).toEqual([expect.stringMatching(/^scopes: names nothing: give at least one/)]);
});

test("two keys that name one scope are refused with both keys, because Azure has a role of an identity at a scope once", () => {
  const group = `${SUBSCRIPTION}/resourceGroups/Shop`;
  const scopes = {
    all: SUBSCRIPTION,
    shop: group,
    web: group.toLowerCase(),
    whole: SUBSCRIPTION,
    other: `${group}-2`,
  };
  expect(problemsOf(scopes)).toEqual([
    expect.stringMatching(
      /^scopes.web: names the same scope as the key 'shop': leave one of them out, because/,
    ),
    expect.stringMatching(/^scopes.whole: names the same scope as the key 'all': /),
  ]);
});

test("a resource group and its own subscription are two scopes", () => {
  expect(problemsOf({ all: SUBSCRIPTION, shop: `${SUBSCRIPTION}/resourceGroups/shop` })).toEqual([]);
});

test("a key stands in names, and is refused where it cannot", () => {
  expect(problemsOf({ "a/b": SUBSCRIPTION })).toEqual([
    expect.stringMatching(/^scopes\["a\/b"\]: must have 1 to 40/),
  ]);
});
