import fc from "fast-check";
import { startWorld, type World } from "./service-now-call";

const NAMES = ["", "a", "b", "ab", "A"];
const OSES = ["", "Linux", "Windows"];

let world: World;
beforeAll(async () => {
  world = await startWorld();
  for (const name of NAMES)
    for (const os of OSES)
      world.instance.insert("cmdb_ci_linux_server", { name, os, asset_tag: `${name}/${os}` });
});
afterAll(() => world.close());
afterEach(() => {
  world.instance.readInAnyOrder(false);
  world.instance.setProperty("glide.invalid_query.returns_no_rows", "false");
});

const list = async (query: string, paging = {}): Promise<string[]> => {
  const answer = await world.call("GET", "table/cmdb_ci_server", {
    query: { query, fields: "asset_tag", ...paging },
  });
  return answer.json.result.map(({ asset_tag }: { asset_tag: string }) => asset_tag);
};

interface Part {
  readonly text: string;
  readonly holds: (row: { name: string; os: string }) => boolean;
}

const condition: fc.Arbitrary<Part> = fc
  .tuple(
    fc.constantFrom("name" as const, "os" as const),
    fc.constantFrom("=", "!=", "LIKE", "NOT LIKE", "STARTSWITH", "ENDSWITH", "IN", "ISEMPTY", "ISNOTEMPTY"),
    fc.constantFrom("a", "b", "linux", "Windows", "x"),
  )
  .map(([field, operator, value]): Part => {
    const wanted = value.toLowerCase();
    const holds = (text: string): boolean => {
      switch (operator) {
        case "=":
        case "IN":
          return text === wanted;
        case "!=":
          return text !== wanted;
        case "LIKE":
          return text.includes(wanted);
        case "NOT LIKE":
          return !text.includes(wanted);
        case "STARTSWITH":
          return text.startsWith(wanted);
        case "ENDSWITH":
          return text.endsWith(wanted);
        default:
          return (text === "") === (operator === "ISEMPTY");
      }
    };
    const suffix = operator.startsWith("IS") ? "" : value;
    return { text: `${field}${operator}${suffix}`, holds: (row) => holds(row[field].toLowerCase()) };
  });

test("conditions joined by ^, ^OR and ^NQ find what they say", async () => {
  const groups = fc.array(fc.array(condition, { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(groups, { minLength: 1, maxLength: 3 }), async (alternatives) => {
      const text = alternatives
        .map((all) => all.map((any) => any.map((part) => part.text).join("^OR")).join("^"))
        .join("^NQ");
      const wanted = NAMES.flatMap((name) => OSES.map((os) => ({ name, os }))).filter((row) =>
        alternatives.some((all) => all.every((any) => any.some((part) => part.holds(row)))),
      );
      expect((await list(text)).sort()).toEqual(wanted.map(({ name, os }) => `${name}/${os}`).sort());
    }),
    { numRuns: 60 },
  );
});

test("pages in the order of sys_id have every record once, also where the instance reads in any order", async () => {
  world.instance.readInAnyOrder(true);
  const all = NAMES.flatMap((name) => OSES.map((os) => `${name}/${os}`)).sort();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), async (limit) => {
      const seen: string[] = [];
      for (let offset = 0; offset < all.length; offset += limit)
        seen.push(...(await list("ORDERBYsys_id", { limit, offset })));
      expect(seen.sort()).toEqual(all);
    }),
    { numRuns: 20 },
  );
});

test("without an order pages repeat and skip records where the instance reads in any order", async () => {
  world.instance.readInAnyOrder(true);
  const seen = [...(await list("", { limit: 8, offset: 0 })), ...(await list("", { limit: 8, offset: 8 }))];
  expect(new Set(seen).size).toBeLessThan(NAMES.length * OSES.length);
});

test("several orders come one after the other", async () => {
  const found = await list("nameINb,ab^ORDERBYDESCos^ORDERBYname");
  expect(await list("nameINb,ab^ORDERBYDESCos^ORDERBYname^NQ^EQ")).toEqual(found);
  expect(found).toEqual(["ab/Windows", "b/Windows", "ab/Linux", "b/Linux", "ab/", "b/"]);
});

test.each([
  ["u_nothing=x", 15],
  ["u_nothing=x^os=Linux", 5],
  ["os=Linux^ORu_nothing=x", 5],
  ["name BETWEEN a AND b", 15],
  ["ORDERBYu_nothing", 15],
])("what is unknown in '%s' is ignored, or finds nothing by a property", async (query, count) => {
  expect(await list(query)).toHaveLength(count);
  world.instance.setProperty("glide.invalid_query.returns_no_rows", "true");
  expect(await list(query)).toHaveLength(query.startsWith("ORDERBY") ? count : 0);
  expect(await list("os=Linux")).toHaveLength(5);
});

test("numbers, times and classes are compared as what they are", async () => {
  const ids = world.instance.records("cmdb_ci_server").map(({ sys_id }) => sys_id!);
  for (let count = 0; count < 10; count++)
    await world.call("PATCH", `table/cmdb_ci/${ids[0]}`, { body: { environment: String(count) } });
  expect(await list("sys_mod_count>9")).toHaveLength(1);
  expect(await list("sys_mod_count<=2")).toHaveLength(14);
  for (let count = 0; count < 2; count++)
    await world.call("PATCH", `table/cmdb_ci/${ids[1]}`, { body: { environment: String(count) } });
  const busiest = await world.call("GET", "table/cmdb_ci_server", {
    query: { query: "sys_mod_count>0^ORDERBYDESCsys_mod_count", fields: "sys_mod_count" },
  });
  expect(busiest.json.result).toEqual([{ sys_mod_count: "10" }, { sys_mod_count: "2" }]);
  expect(await list("sys_created_on>=2000-01-01 00:00:00")).toHaveLength(15);
  expect(await list("sys_class_nameINSTANCEOFcmdb_ci_computer")).toHaveLength(15);
  expect(await list("sys_class_nameINSTANCEOFcmdb_ci_vm_object")).toHaveLength(0);
});

test("^^ is a ^ in a value, and a reference is followed", async () => {
  const user = world.instance.insert("sys_user", { name: "x^y" });
  const id = world.instance.insert("cmdb_ci_vm_instance", { assigned_to: user, name: "vm^1" });
  const found = await world.call("GET", "table/cmdb_ci", {
    query: { query: "name=vm^^1^assigned_to.name=x^^y", fields: "sys_id" },
  });
  expect(found.json.result).toEqual([{ sys_id: id }]);
});
