import { groupsOfVm } from "../../../core/onboarding";

const GROUPS = {
  web: { tags: { Tier: ["web", "proxy"] } },
  dc: { labels: { role: ["dc"] } },
  all: { tags: { onboard: [] }, labels: { role: [] } },
  both: { tags: { tier: ["db"] }, labels: { role: ["web"] } },
};

test.each<[Record<string, string>, [string, string][], string[]]>([
  [{ tier: "web" }, [], ["web"]],
  [{ TIER: "proxy", onboard: "" }, [], ["all", "web"]],
  [{ tier: "Web" }, [], []],
  [{}, [["role", "dc"]], ["all", "dc"]],
  [{ tier: "db" }, [["role", "x"]], ["all", "both"]],
  [{ role: "dc" }, [["tier", "web"]], []],
])("a machine with the tags %p and the labels %p is in %p", (tags, labels, groups) => {
  expect(groupsOfVm({ tags }, new Map(labels), GROUPS)).toEqual(groups);
});

test("without groups a machine is in none", () => {
  expect(groupsOfVm({ tags: { a: "b" } }, new Map())).toEqual([]);
});
