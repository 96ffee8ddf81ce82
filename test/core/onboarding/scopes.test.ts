import { distinctScopes, isWithin, outsideReason, scopeOf } from "../../../core/onboarding/scopes";

const ONE = "/subscriptions/a1b2c3d4-2222-3333-4444-555555555555";
const OTHER = "/subscriptions/b1b2c3d4-2222-3333-4444-555555555555";
const machine = (group: string) => `${group}/providers/Microsoft.Compute/virtualMachines/web-1`;

test("scopes are compared without case, and a resource group is within its own subscription", () => {
  expect(
    distinctScopes([
      `${OTHER}/resourceGroups/Shop`,
      ONE.toUpperCase(),
      `${ONE}/resourceGroups/shop`,
      `${OTHER}/resourcegroups/SHOP`,
      `${OTHER}/resourceGroups/shop-2`,
    ]),
  ).toEqual([ONE, `${OTHER}/resourcegroups/shop`, `${OTHER}/resourcegroups/shop-2`]);
});

test("a machine is in the scope of its group, and in none whose name only begins the same", () => {
  const vm = machine(`${ONE}/resourceGroups/Shop`);
  expect(isWithin(vm, `${ONE}/resourcegroups/shop`)).toBe(true);
  expect(isWithin(vm, `${ONE}/resourceGroups/Sho`)).toBe(false);
  expect(scopeOf(vm, [OTHER, ONE])).toBe(ONE);
  expect(scopeOf(vm, [OTHER])).toBeUndefined();
});

test("a machine is outside of the scopes only where there are any", () => {
  const vm = machine(`${ONE}/resourceGroups/Shop`);
  expect(outsideReason(vm, undefined)).toBeUndefined();
  expect(outsideReason(vm, [ONE])).toBeUndefined();
  expect(outsideReason(vm, [OTHER])).toBe(
    `it is outside of the scopes: neither ${ONE}/resourceGroups/Shop nor its subscription is one of them`,
  );
});
