import fc from "fast-check";
import { readQuery } from "../../../../../sandbox/azure/resource-graph/kql/read-query";
import { runQuery } from "../../../../../sandbox/azure/resource-graph/kql/run-query";
import type { ColumnType, Row, Table } from "../../../../../sandbox/azure/resource-graph/kql/table";

const table = (columns: Record<string, ColumnType>, ...rows: Row[]): Table => ({
  columns: new Map(Object.entries(columns)),
  rows,
});
const TABLES: Record<string, Table> = {
  resources: table(
    { id: "string", name: "string", size: "long", tags: "dynamic", nics: "dynamic" },
    {
      id: "/VM/1",
      name: "Web-1",
      size: 4,
      tags: { app: "Shop", "cost center": "7" },
      nics: [{ id: "/NIC/A" }, { id: "/nic/b" }],
    },
    { id: "/VM/2", name: "web-2", size: 8, tags: null, nics: [] },
    { id: "/VM/3", name: "db", size: 8, tags: { app: "shop" }, nics: null },
  ),
  nics: table(
    { nic: "string", address: "string" },
    { nic: "/nic/a", address: "10.0.0.1" },
    { nic: "/nic/a", address: "10.0.0.2" },
  ),
  resourcecontainers: table({ name: "string", size: "string" }, { name: "shop", size: "large" }),
};
const run = (query: string) => runQuery(readQuery(query), (name) => TABLES[name]);
const rows = (query: string) => run(query).rows;
const names = (condition: string) =>
  rows(`resources | where ${condition} | project name`).map(({ name }) => name);

test.each([
  ["name == 'web-2'", ["web-2"]],
  ["name != 'web-2'", ["Web-1", "db"]],
  ["name =~ 'WEB-1'", ["Web-1"]],
  ["name !~ 'WEB-1'", ["web-2", "db"]],
  ["name contains 'EB'", ["Web-1", "web-2"]],
  ["name contains_cs 'We'", ["Web-1"]],
  ["name !contains 'eb'", ["db"]],
  ["name startswith 'WEB'", ["Web-1", "web-2"]],
  ['name endswith "-2"', ["web-2"]],
  ["name has 'web'", ["Web-1", "web-2"]],
  ["name in ('db', 'Web-1')", ["Web-1", "db"]],
  ["name in~ ('DB')", ["db"]],
  ["name !in ('db')", ["Web-1", "web-2"]],
  ["tags.app =~ 'shop' and size > 4", ["db"]],
  ["size == 4 or size >= 8 and name == 'db'", ["Web-1", "db"]],
  ["(size == 4 or size >= 8) and name == 'db'", ["db"]],
  ["not(size == 8)", ["Web-1"]],
  ["tags['cost center'] == '7'", ["Web-1"]],
  ["tags.app != 'shop'", ["Web-1", "web-2"]],
  ["isnull(tags)", ["web-2"]],
  ["isempty(tags.app)", ["web-2"]],
  ["isnotempty(tostring(nics[0].id))", ["Web-1"]],
  ["array_length(nics) == 0", ["web-2"]],
  ["size * 2 - 1 == 7", ["Web-1"]],
  ["size < 8", ["Web-1"]],
  ["size <= 4", ["Web-1"]],
  ["size > 8", []],
  ["toint(tags['cost center']) >= 7", ["Web-1"]],
  ["tags['cost center'] >= 7", []],
  ["id has '1' and id has 'vm/1' and not(id has 'm/1')", ["Web-1"]],
  ["name has 'we'", []],
  ["size / 3 == 1", ["Web-1"]],
  ["size % -3 == 2", ["web-2", "db"]],
  ["-size % 3 == 2", ["Web-1"]],
  ["size / 8.0 == 0.5", ["Web-1"]],
  ["isnull(size / 0)", ["Web-1", "web-2", "db"]],
  ["tags.app != tags.none", ["Web-1", "db"]],
  ["['name'] == 'db' and tags.['app'] == 'shop'", ["db"]],
])("where %s", (condition, wanted) => {
  expect(names(condition)).toEqual(wanted);
});

test("mv-expand gives a row for each entry, one for nothing and none for an empty list", () => {
  expect(rows("resources | mv-expand n = nics | project name, nic = tolower(tostring(n.id))")).toEqual([
    { name: "Web-1", nic: "/nic/a" },
    { name: "Web-1", nic: "/nic/b" },
    { name: "db", nic: "" },
  ]);
  expect(rows("resources | mv-expand nics limit 1 | where name == 'Web-1' | project nics")).toEqual([
    { nics: { id: "/NIC/A" } },
  ]);
  expect([...run("resources | mv-expand tags.app").columns.keys()]).toContain("tags_app");
  expect(() => rows("resources | mv-expand nics limit 2001")).toThrow(/2001 is more than 2000/);
  const four = Array(4).fill("| mv-expand nics").join(" ");
  expect(() => rows(`resources ${four}`)).toThrow(/3 mv-expand operators, got 4/);
  expect(() => rows("resources | mv-expand name")).toThrow(/must be dynamic/);
});

test("mv-expand of two columns goes through both side by side, and one after the other pairs them all", () => {
  const both = "resources | where name == 'Web-1' | extend more = split('x y z', ' ')";
  const shown = "| project nic = tostring(nics.id), more = tostring(more)";
  expect(rows(`${both} | mv-expand nics, more ${shown}`)).toEqual([
    { nic: "/NIC/A", more: "x" },
    { nic: "/nic/b", more: "y" },
    { nic: "", more: "z" },
  ]);
  expect(rows(`${both} | mv-expand nics | mv-expand more ${shown}`)).toHaveLength(6);
  expect(rows("resources | mv-expand nics, tags = tags.app | project name")).toHaveLength(4);
});

const JOINED = "resources | mv-expand n = nics | extend nic = tolower(tostring(n.id))";

test("joins keep or drop what has no counterpart, and number columns of one name", () => {
  const joined = (how: string) =>
    rows(`${JOINED} | join ${how} nics on nic | project name, nic, nic1, address`);
  expect(joined("kind=leftouter")).toEqual([
    { name: "Web-1", nic: "/nic/a", nic1: "/nic/a", address: "10.0.0.1" },
    { name: "Web-1", nic: "/nic/a", nic1: "/nic/a", address: "10.0.0.2" },
    { name: "Web-1", nic: "/nic/b", nic1: "", address: "" },
    { name: "db", nic: "", nic1: "", address: "" },
  ]);
  expect(joined("kind=inner")).toHaveLength(2);
  expect(joined("kind=fullouter")).toHaveLength(4);
  const inner =
    "resources | extend key = 'x' | join (resources | extend key = 'x' | project key, other = name) on key | project name, other";
  expect(rows(inner)).toEqual(["Web-1", "web-2", "db"].map((other) => ({ name: "Web-1", other })));
  const named =
    "resources | project a = name | join kind=inner (resources | project b = name) on $left.a == $right.b | count";
  expect(rows(named)).toEqual([{ Count: 3 }]);
  expect(() => rows("resources | join kind=leftanti nics on nic")).toThrow(
    'The join kind "leftanti" is not supported or not allowed',
  );
  expect(() => rows("resources | extend nic = nics[0].id | join nics on nic")).toThrow(/'dynamic' type/);
  const four = Array(4).fill("| join kind=inner (resources | project id) on id").join(" ");
  expect(() => rows(`resources ${four}`)).toThrow(/3 join and union operators, got 4/);
});

test("what is nothing has no counterpart in a join", () => {
  const key = "resources | extend key = toint(tags['cost center'])";
  const joined = (how: string) =>
    rows(`${key} | join kind=${how} (${key} | project key, other = name) on key | project name, other`);
  expect(joined("inner")).toEqual([{ name: "Web-1", other: "Web-1" }]);
  expect(joined("leftouter")).toEqual([
    { name: "Web-1", other: "Web-1" },
    { name: "web-2", other: "" },
    { name: "db", other: "" },
  ]);
  expect(joined("fullouter")).toHaveLength(5);
  expect(joined("innerunique")).toHaveLength(1);
});

test("summarize groups and counts, and names its columns", () => {
  expect(
    rows(
      "resources | summarize count(), names = make_list(name), make_set(size) by size | order by size asc",
    ),
  ).toEqual([
    { size: 4, count_: 1, names: ["Web-1"], set_size: [4] },
    { size: 8, count_: 2, names: ["web-2", "db"], set_size: [8] },
  ]);
  expect(
    rows("resources | summarize n = countif(size > 4), sum(size), max(name), min(size), dcount(size)"),
  ).toEqual([{ n: 2, sum_size: 20, max_name: "web-2", min_size: 4, dcount_size: 2 }]);
  expect(rows("resources | where size > 99 | summarize count()")).toEqual([{ count_: 0 }]);
  expect(rows("resources | summarize by app = tolower(tostring(tags.app))")).toEqual([
    { app: "shop" },
    { app: "" },
  ]);
  expect(rows("resources | summarize count() by tostring(tags.app) | take 1")).toEqual([
    { tags_app: "Shop", count_: 1 },
  ]);
  expect([...run("resources | summarize dcount(tags.app)").columns.keys()]).toEqual(["dcount_tags_app"]);
  expect(() => rows("resources | summarize count() by tags.app")).toThrow(/'dynamic' type/);
  expect(() => rows("resources | summarize sum(name)")).toThrow(
    "sum(): the argument must be a number, got string",
  );
  expect(() => rows("resources | summarize countif(size)")).toThrow(
    "countif(): the argument must be boolean, got long",
  );
  expect(() => rows("resources | summarize percentile(size)")).toThrow(/only aggregates/);
});

test("order, limits, distinct, union, count, project-away and comments", () => {
  expect(rows("resources | order by size, name asc | project name").map(({ name }) => name)).toEqual([
    "db",
    "web-2",
    "Web-1",
  ]);
  expect(rows("resources | top 1 by name asc | project name")).toEqual([{ name: "Web-1" }]);
  expect(rows("resources | take 2 | count")).toEqual([{ Count: 2 }]);
  expect(rows("resources | distinct size")).toEqual([{ size: 4 }, { size: 8 }]);
  expect([...run("union resources, resourcecontainers | project-away tags, nics").columns.keys()]).toEqual([
    "id",
    "name",
    "size",
    "size_string",
  ]);
  expect(rows("// machines\nresources // all\n| count")).toEqual([{ Count: 3 }]);
  expect(rows("where name == 'db' | project name")).toEqual([{ name: "db" }]);
});

test("a union fills what a side has not, and takes one table or resources and their containers only", () => {
  const both = "| union (resourcecontainers | project name, kind = size)";
  expect(rows(`resources | where name == 'db' | project name, size ${both}`)).toEqual([
    { name: "db", size: 8, kind: "" },
    { name: "shop", size: null, kind: "large" },
  ]);
  expect(rows("resources | union (resources | where size == 4) | count")).toEqual([{ Count: 4 }]);
  for (const query of [
    "resources | union nics",
    "union resources, nics",
    "nics | union (resourcecontainers | where name == 'x')",
    "resources | join kind=inner (nics | union resources) on name",
  ])
    expect(() => rows(query)).toThrow(
      "union: only one table, or resources and resourcecontainers, may be united",
    );
});

test.each([
  ["", "Expected a name"],
  ["resources |", "Expected a name"],
  ["resources | where", "Expected an expression"],
  ["resources | where name =", "Expected '|' or the end"],
  ["resources | where name == 'x", "cannot be read at position 26"],
  ["resources | render piechart", "operator 'render' is not supported"],
  ["resources | where lower(name) == 'x'", "Unknown function: 'lower'"],
  ["resources | where tolower(name, 1) == 'x'", "expects 1 argument(s), got 2"],
  ["resources | where Name == 'x'", "column or scalar expression named 'Name'"],
  ["resources | where name.x == 'x'", "only dynamic values have members"],
  ["resources | where name", "must be boolean, got string"],
  ["resources | project name, name", "'name' already exists"],
  ["machines", "Table machines was not found"],
  ["resources | where nics[-1].id == 'x'", "Expected a text or a number"],
  ["resources where name == 'x'", "Expected '|' or the end"],
  ["resources | Where name == 'x'", "operator 'Where' is not supported"],
  ["resources | where name == 'x' AND size == 4", "Expected '|' or the end"],
  ["resources | where toLower(name) == 'x'", "Unknown function: 'toLower'"],
  ["resources | where tags == null", "scalar expression named 'null'"],
  ["resources | where toString == 1", "scalar expression named 'toString'"],
  ["resources | where name == 1", "Cannot compare values of types string and long"],
  ["resources | where size != 'x'", "Cannot compare values of types long and string"],
  ["resources | where name < 'web'", "Cannot compare values of types string and string"],
  ["resources | where tags.app >= 'T'", "Cannot compare values of types dynamic and string"],
  ["resources | where size in (4, 'x')", "Cannot compare values of types long and string"],
  ["resources | where name + 'x' == 'y'", "'+': the operands must be numbers, got string and string"],
  ["resources | where tags.size * 2 == 4", "'*': the operands must be numbers, got dynamic and long"],
  ["resources | where size == 4 and name", "'and': the operands must be boolean, got boolean and string"],
  ["resources | where not(name)", "not(): the argument must be boolean, got string"],
  ["resources | where iff(size, true, false)", "iff(): the argument must be boolean, got long"],
  ["resources | where name == '\\u0041'", "The escape '\\u' is not supported"],
  ["resources | mv-expand kind=array nics", "Expected '|' or the end"],
  ["resources | mv-expand nics to typeof(string)", "Expected '|' or the end"],
  ["resources | union withsource=t resources", "Expected '|' or the end"],
  ["resources | where size between (1 .. 4)", "Expected '|' or the end"],
  ["resources | where name matches regex 'x'", "Expected '|' or the end"],
  ["resources | where name has_any ('x')", "Expected '|' or the end"],
  ["resources | project-keep name", "operator 'project-keep' is not supported"],
  ["resources | mv-apply n = nics on (where true)", "operator 'mv-apply' is not supported"],
  ["let x = 1; resources", "cannot be read at position 9"],
  ["resources | limit all", "Expected a whole number"],
])("refuses: %s", (query, message) => {
  expect(() => run(query)).toThrow(message);
});

test("a left outer join of unique keys has a row for each row of the left side", () => {
  const keys = fc.array(fc.constantFrom<string>("a", "b", "c", "d"), { maxLength: 8 });
  fc.assert(
    fc.property(keys, fc.uniqueArray(fc.constantFrom<string>("a", "b", "x")), (left, right) => {
      const tables: Record<string, Table> = {
        left: table({ key: "string" }, ...left.map((key) => ({ key }))),
        right: table({ key: "string", value: "long" }, ...right.map((key, value) => ({ key, value }))),
      };
      const query = readQuery("left | join kind=leftouter right on key | project key, value");
      const joined = runQuery(query, (name) => tables[name]).rows;
      expect(joined).toEqual(
        left.map((key) => ({ key, value: right.includes(key) ? right.indexOf(key) : null })),
      );
    }),
  );
});
