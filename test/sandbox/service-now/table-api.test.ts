import { startWorld, type World } from "./service-now-call";

const SERVER = "table/cmdb_ci_server";
let now = Date.parse("2026-03-01T10:00:00Z");
let world: World;
beforeEach(async () => {
  world = await startWorld({ now: () => now, columns: { cmdb_ci_server: { u_owner: "string:8" } } });
});
afterEach(() => world.close());

const make = async (values: object, table = "cmdb_ci_server") =>
  (await world.call("POST", `table/${table}`, { body: values })).json.result;

test("a record is created with 201 and its place, read, changed, counted and deleted", async () => {
  const created = await world.call("POST", SERVER, { body: { name: "vm-1", sys_id: "x", nonsense: 1 } });
  const { result } = created.json;
  expect([created.status, created.headers["location"]]).toEqual([
    201,
    `${world.instance.url}/api/now/${SERVER}/${result.sys_id}`,
  ]);
  expect(result).toMatchObject({
    name: "vm-1",
    ip_address: "",
    sys_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    sys_class_name: "cmdb_ci_server",
    sys_created_on: "2026-03-01 10:00:00",
    sys_created_by: "illumio-iac",
    sys_mod_count: "0",
  });
  expect(result).not.toHaveProperty("nonsense");
  const one = `${SERVER}/${result.sys_id}`;
  now += 60_000;
  const same = await world.call("PATCH", one, { body: { name: "vm-1" } });
  expect(same.json.result).toMatchObject({ sys_mod_count: "0", sys_updated_on: "2026-03-01 10:00:00" });
  const changed = await world.call("PUT", one, { body: { os: "Linux", sys_mod_count: "9" } });
  expect(changed.json.result).toMatchObject({
    name: "vm-1",
    os: "Linux",
    sys_mod_count: "1",
    sys_updated_on: "2026-03-01 10:01:00",
  });
  const versioned = await world.call("GET", `v2/table/cmdb_ci/${result.sys_id}`);
  expect([versioned.json.result.name, versioned.json.result.os]).toEqual(["vm-1", undefined]);
  const removed = await world.call("DELETE", one);
  expect([removed.status, removed.text]).toEqual([204, ""]);
  for (const method of ["GET", "DELETE"]) expect((await world.call(method, one)).status).toBe(404);
  expect((await world.call("PATCH", one, { body: {} })).json).toEqual({
    error: {
      message: "No Record found",
      detail: "Record doesn't exist or ACL restricts the record retrieval",
    },
    status: "failure",
  });
});

test("values are texts: truth values, numbers and what is too long", async () => {
  const { sys_id } = await make({ virtual: true, u_owner: "a team of many", name: null });
  const { result } = (await world.call("GET", `${SERVER}/${sys_id}`)).json;
  expect(result).toMatchObject({ virtual: "true", u_owner: "a team o", name: "" });
});

test("columns and choices are records of the dictionary, and a new column takes values from then on", async () => {
  const before = await make({ name: "vm-1", u_ven: "true" });
  expect(before).not.toHaveProperty("u_ven");
  const column = { name: "cmdb_ci_server", element: "u_ven", internal_type: "boolean" };
  const query = { query: "name=cmdb_ci_server^element=u_ven" };
  expect((await world.call("GET", "table/sys_dictionary", { query })).json.result).toEqual([]);
  expect((await world.call("POST", "table/sys_dictionary", { body: column })).status).toBe(403);
  world.instance.changeUser("illumio-iac", { roles: ["admin"] });
  expect((await world.call("POST", "table/sys_dictionary", { body: column })).status).toBe(201);
  const inherited = { query: "elementINname,u_ven^nameINcmdb_ci,cmdb_ci_server^ORDERBYelement" };
  const found = (await world.call("GET", "table/sys_dictionary", { query: inherited })).json.result;
  expect(found.map(({ name, element }: Record<string, string>) => [name, element])).toEqual([
    ["cmdb_ci", "name"],
    ["cmdb_ci_server", "u_ven"],
  ]);
  expect(await make({ name: "vm-2", u_ven: "true" }, "cmdb_ci_linux_server")).toMatchObject({
    u_ven: "true",
  });
  world.instance.addColumn("cmdb_ci", "u_zone", "string:4");
  expect(await make({ u_zone: "dmz" })).toMatchObject({ u_zone: "dmz" });
  const sources = { query: "name=cmdb_ci^element=discovery_source", fields: "value" };
  expect((await world.call("GET", "table/sys_choice", { query: sources })).json.result).toContainEqual({
    value: "ServiceNow",
  });
});

test("a reference is a link and a value, a plain value, or what is displayed, as is asked for", async () => {
  const company = world.instance.insert("core_company", { name: "Contoso" });
  const { sys_id } = await make({ manufacturer: company, operational_status: "2", name: "vm-1" });
  const link = `${world.instance.url}/api/now/table/core_company/${company}`;
  const shown = async (query: Record<string, string>) => {
    const fields = "manufacturer,operational_status,manufacturer.name,assigned_to";
    const answer = await world.call("GET", `${SERVER}/${sys_id}`, { query: { fields, ...query } });
    return answer.json.result;
  };
  expect(await shown({})).toEqual({
    manufacturer: { link, value: company },
    operational_status: "2",
    "manufacturer.name": "Contoso",
    assigned_to: "",
  });
  expect(await shown({ exclude_reference_link: "true" })).toMatchObject({ manufacturer: company });
  expect(await shown({ display_value: "true" })).toEqual({
    manufacturer: { display_value: "Contoso", link },
    operational_status: "Non-Operational",
    "manufacturer.name": "Contoso",
    assigned_to: "",
  });
  expect(await shown({ display_value: "true", exclude_reference_link: "true" })).toMatchObject({
    manufacturer: "Contoso",
  });
  expect(await shown({ display_value: "all" })).toMatchObject({
    manufacturer: { display_value: "Contoso", link, value: company },
    operational_status: { display_value: "Non-Operational", value: "2" },
    assigned_to: { display_value: "", value: "" },
  });
});

test("a list has its total and links to other pages, and neither where they are not wanted", async () => {
  for (let number = 0; number < 5; number++) await make({ name: `vm-${number}` });
  const page = (query: Record<string, string | number>) =>
    world.call("GET", SERVER, { query: { query: "ORDERBYname", fields: "name", ...query } });
  const middle = await page({ limit: 2, offset: 2 });
  expect(middle.json.result).toEqual([{ name: "vm-2" }, { name: "vm-3" }]);
  expect(middle.headers["x-total-count"]).toBe("5");
  const links = String(middle.headers["link"]).split(",");
  expect(links.map((link) => /sysparm_offset=(\d+)>;rel="(\w+)"/.exec(link)?.slice(1))).toEqual([
    ["0", "first"],
    ["0", "prev"],
    ["4", "next"],
    ["4", "last"],
  ]);
  expect(links[2]).toContain(`<${world.instance.url}/api/now/${SERVER}?`);
  const whole = await page({});
  expect([whole.headers["x-total-count"], whole.headers["link"]]).toEqual(["5", undefined]);
  const bare = await page({ limit: 2, no_count: "true", suppress_pagination_header: "true" });
  expect([bare.headers["x-total-count"], bare.headers["link"]]).toEqual([undefined, undefined]);
  const count = await world.call("GET", "stats/cmdb_ci", { query: { count: "true", query: "nameLIKEvm-" } });
  expect(count.json).toEqual({ result: { stats: { count: "5" } } });
});

test("a list has at most 10,000 records, however many are asked for", async () => {
  for (let number = 0; number < 10_001; number++) world.instance.insert("cmdb_ci_server", {});
  const answer = await world.call("GET", SERVER, { query: { fields: "sys_id", limit: 20_000 } });
  expect(answer.json.result).toHaveLength(10_000);
  expect(answer.headers["x-total-count"]).toBe("10001");
  expect(answer.headers["link"]).toContain('rel="next"');
});

test.each([
  ["GET", "table/cmdb_ci_toaster", 400, "Invalid table cmdb_ci_toaster"],
  ["GET", "table", 400, "Requested URI does not represent any resource"],
  ["GET", "tables/cmdb_ci", 400, "Requested URI does not represent any resource"],
  ["GET", "table/cmdb_ci/1/2", 400, "Requested URI does not represent any resource"],
  ["DELETE", "table/cmdb_ci", 405, "Method not allowed"],
  ["POST", "table/cmdb_ci/1", 405, "Method not allowed"],
  ["POST", "stats/cmdb_ci", 405, "Method not allowed"],
])("%s %s is refused with %d", async (method, path, status, message) => {
  const answer = await world.call(method, path);
  expect([answer.status, answer.json.error.message]).toEqual([status, message]);
});

test.each([
  ["GET", SERVER, { view: "mobile" }, "sysparm_view"],
  ["POST", SERVER, { input_display_value: "true" }, "sysparm_input_display_value"],
  ["GET", SERVER, { query: "nameLIKEx^assigned_to=javascript:gs.getUserID()" }, "javascript: in a query"],
  ["GET", "stats/cmdb_ci", { count: "true", group_by: "os" }, "sysparm_group_by"],
  ["GET", "stats/cmdb_ci", { avg_fields: "sys_mod_count" }, "sysparm_avg_fields"],
])("what the sandbox would not follow is refused: %s %s %j", async (method, path, query, what) => {
  const answer = await world.call(method, path, { query, body: method === "POST" ? {} : undefined });
  expect([answer.status, answer.json.error?.message]).toEqual([400, `The sandbox does not simulate ${what}`]);
  expect(world.instance.records("cmdb_ci")).toEqual([]);
});

test.each(["{", "[]", "null", ""])("the body %j is refused", async (body) => {
  expect((await world.call("POST", SERVER, { body })).status).toBe(400);
});
