import fc from "fast-check";
import { armId } from "../../../../components/shared/azure/arm-id";
import {
  flowLogNameOf,
  functionAppNameOf,
  type NamePlace,
  storageAccountNameOf,
} from "../../../../components/shared/azure/physical-names";

const PLACE: NamePlace = {
  subscriptionId: "11111111-1111-1111-1111-111111111111",
  project: "network",
  stack: "prod",
  name: "traffic",
};
/** Any length up to one that is longer than every name in Azure, the longest ones often. */
const text = fc.integer({ min: 1, max: 120 }).chain((length) =>
  fc.string({
    minLength: Math.ceil(length / 2),
    maxLength: length,
    size: "max",
    unit: "grapheme",
  }),
);
const place = fc.record({
  subscriptionId: fc.uuid(),
  project: text,
  stack: text,
  name: fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,120}$/, { size: "max" }),
});

test("every name is one that Azure takes, however long component, project, stack and key are", () => {
  fc.assert(
    fc.property(place, text, (where, key) => {
      expect(storageAccountNameOf(where, "host")).toMatch(/^[a-z0-9]{3,24}$/);
      expect(functionAppNameOf(where)).toMatch(/^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/);
      expect(flowLogNameOf(where, key)).toMatch(/^[^\W_][\w.-]{0,78}\w$/);
    }),
  );
});

test("names begin with that of the component, and end in a hash", () => {
  expect(storageAccountNameOf(PLACE, "host")).toMatch(/^traffichost[0-9a-f]{10}$/);
  expect(functionAppNameOf(PLACE)).toMatch(/^traffic-[0-9a-f]{10}$/);
  expect(flowLogNameOf(PLACE, "shop 1")).toMatch(/^traffic-shop-1-[0-9a-f]{10}$/);
});

test.each([
  { subscriptionId: "33333333-3333-3333-3333-333333333333" },
  { project: "other" },
  { stack: "dev" },
  { name: "traffic2" },
])("components that differ in %j have no name in common", (other) => {
  const names = (where: NamePlace) => [
    storageAccountNameOf(where, "host"),
    storageAccountNameOf(where, "logs"),
    functionAppNameOf(where),
    flowLogNameOf(where, "shop"),
    flowLogNameOf(where, "shop-2"),
  ];
  const all = [...names(PLACE), ...names({ ...PLACE, ...other })];
  expect(new Set(all).size).toBe(10);
});

test("names that are cut to the same beginning still differ", () => {
  const [one, other] = ["a", "b"].map((end) => ({ ...PLACE, name: `${"x".repeat(100)}${end}` }));
  for (const nameOf of [
    functionAppNameOf,
    (where: NamePlace) => storageAccountNameOf(where, "logs"),
    (where: NamePlace) => flowLogNameOf(where, "shop"),
  ])
    expect(nameOf(one!)).not.toBe(nameOf(other!));
  const keys = ["a", "b"].map((end) => flowLogNameOf(PLACE, `${"k".repeat(100)}${end}`));
  expect(keys[0]).not.toBe(keys[1]);
});

test("two keys that look alike in Azure have names of their own", () => {
  expect(flowLogNameOf(PLACE, "a b")).not.toBe(flowLogNameOf(PLACE, "a-b"));
});

test("a subscription in another casing is the same one", () => {
  const upper = { ...PLACE, subscriptionId: "AAAAAAAA-1111-1111-1111-111111111111" };
  const lower = { ...upper, subscriptionId: upper.subscriptionId.toLowerCase() };
  expect(storageAccountNameOf(upper, "host")).toBe(storageAccountNameOf(lower, "host"));
});

test.each([
  ["", undefined],
  ["/subscriptions/x/resourceGroups/g/providers/A.B/c/d", undefined],
  [`/subscriptions/${PLACE.subscriptionId}/resourceGroups/g/providers/A.B/c`, undefined],
  [
    `/SUBSCRIPTIONS/${PLACE.subscriptionId}/resourcegroups/g(1)/providers/A.B/c/d/e/f`,
    { subscriptionId: PLACE.subscriptionId, resourceGroup: "g(1)", type: "A.B/c/e", name: "f" },
  ],
])("the id %s is read as %j", (text, expected) => {
  expect(armId(text)).toEqual(expected);
});
