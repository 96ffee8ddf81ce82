import { Checks } from "../../../../core/checks";
import { isUnknown, UNKNOWN } from "../../../../core/checks/unknown";
import { checkBinding } from "../../../../reconcilers/dag/bindings/binding-check";

const LABELS = { role: { anyOf: ["web"] } };
const PLAIN = { labels: LABELS, target: { firewall: "edge" } };

const check = (written: Record<string, unknown>, name = "web") => {
  const checks = Checks.start({ isLater: isUnknown });
  const declaration = checkBinding(name, { ...PLAIN, ...written }, checks);
  return { declaration, problems: checks.problems.map(({ path, reason }) => `${path} ${reason}`) };
};

test.each<Record<string, unknown>>([
  { labels: UNKNOWN },
  { labels: UNKNOWN, all: true },
  { labels: { role: UNKNOWN } },
  { labels: { role: UNKNOWN }, all: true },
  { labels: { role: { anyOf: UNKNOWN } } },
  { labels: {}, all: UNKNOWN },
  { labels: LABELS, all: UNKNOWN },
  { target: UNKNOWN },
  { target: { firewall: UNKNOWN } },
  { target: { firewall: "edge", vsys: UNKNOWN, deviceGroup: "branches" } },
  { target: { firewall: "edge", vsys: "vsys2", deviceGroup: UNKNOWN } },
  { target: { firewall: "edge", vsys: "vsys2", deviceGroup: "branches", serials: UNKNOWN } },
  { addressFamilies: UNKNOWN },
  { addressFamilies: ["ipv4", UNKNOWN] },
  { excludeRanges: ["10.0.0.0/8", UNKNOWN] },
])("the check of a binding makes no claim about what is known only later in %j", (written) => {
  expect(check(written).problems).toEqual([]);
});

test.each<[Record<string, unknown>, string]>([
  [{ addressFamilies: ["ipv5", UNKNOWN] }, "addressFamilies must be ipv4 or ipv6, got 'ipv5'"],
  [{ excludeRanges: [UNKNOWN, "10.0.0.0/40"] }, "excludeRanges must be an address, a network or a range"],
  [{ labels: { role: { anyOf: [UNKNOWN] } }, all: true }, "all is only for a binding without labels"],
  [{ labels: { app: UNKNOWN, ...LABELS }, all: true }, "all is only for a binding without labels"],
  [{ labels: {}, target: UNKNOWN }, "labels is empty"],
  [{ target: { vsys: UNKNOWN } }, "target.firewall is missing"],
])("the check of a binding reports what is known and has a problem in %j: %s", (written, problem) => {
  expect(check(written).problems).toEqual([expect.stringContaining(problem)]);
});

test("the tag that is made of a name is unknown while the name is", () => {
  expect(check({}, UNKNOWN)).toMatchObject({ declaration: { tag: UNKNOWN }, problems: [] });
  expect(check({ tag: "t" }, UNKNOWN).declaration.tag).toBe("t");
});
