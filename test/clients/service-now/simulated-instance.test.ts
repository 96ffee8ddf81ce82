jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { isAuthenticationError, isHttpStatusError, isRateLimitError } from "../../../core/errors";
import { clientOf, closeAll, connectionTo, failureOf, oauthOf, startInstance } from "./fixtures";

afterEach(closeAll);

const TABLE = "cmdb_ci_server";
const SOURCE = "IllumioIaC";
const hostNames = (...isOneOf: string[]) => ({
  conditions: [{ column: "host_name", isOneOf }],
  columns: ["name"],
});
const server = (name: string) => ({ className: TABLE, values: { name, host_name: name } });

test("records are found by a column, with the columns that were asked for", async () => {
  const instance = await startInstance();
  const id = instance.insert(TABLE, { name: "one", host_name: "WEB-1", os: "Linux" });
  instance.insert(TABLE, { name: "two", host_name: "web-2" });
  const client = clientOf(connectionTo(instance));
  expect(await client.list(TABLE, hostNames("web-1", "web-3"))).toEqual([
    { sys_id: id, host_name: "WEB-1", name: "one" },
  ]);
  expect(await client.list(TABLE, hostNames("web-3"))).toEqual([]);
  expect(await client.get(TABLE, id, ["os"])).toEqual({ sys_id: id, os: "Linux" });
  expect(await client.get(TABLE, "0".repeat(32), ["os"])).toBeUndefined();
  expect(client.calls).toBe(4);
});

test("values are read and not what is displayed for them, and no column and no link that nobody asked for", async () => {
  const instance = await startInstance();
  const id = instance.insert("cmdb_ci_linux_server", { name: "one", host_name: "web-1" });
  const columns = ["sys_class_name"];
  const rows = [{ sys_id: id, host_name: "web-1", sys_class_name: "cmdb_ci_linux_server" }];
  const client = clientOf(connectionTo(instance));
  expect(await client.list(TABLE, { ...hostNames("web-1"), columns })).toEqual(rows);
  expect(await client.get(TABLE, id, ["host_name", ...columns])).toEqual(rows[0]);
  const SHOWN = { sysparm_display_value: "false", sysparm_exclude_reference_link: "true" };
  expect(instance.requests.map(({ query }) => Object.fromEntries(new URLSearchParams(query)))).toEqual([
    {
      ...SHOWN,
      sysparm_fields: "sys_id,host_name,sys_class_name",
      sysparm_query: "host_nameINweb-1^ORDERBYsys_id",
      sysparm_limit: "1000",
      sysparm_offset: "0",
    },
    { ...SHOWN, sysparm_fields: "sys_id,host_name,sys_class_name" },
  ]);
});

test("a list of several pages is complete in the order of sys_id, also from an instance that has no order", async () => {
  const instance = await startInstance();
  for (let at = 0; at < 2_001; at++) instance.insert(TABLE, { name: `n${at}`, os: "Linux" });
  instance.readInAnyOrder(true);
  const rows = await clientOf(connectionTo(instance)).list(TABLE, {
    conditions: [{ column: "os", is: "Linux" }],
    columns: [],
  });
  expect(new Set(rows.map(({ sys_id }) => sys_id)).size).toBe(2_001);
  expect(instance.requests.map(({ query }) => new URLSearchParams(query).get("sysparm_offset"))).toEqual([
    "0",
    "1000",
    "2000",
  ]);
});

test("a certificate that is not trusted says where its authority is set", async () => {
  const client = clientOf(connectionTo(await startInstance(), { caCertificate: undefined }));
  await expect(client.list(TABLE, hostNames("web-1"))).rejects.toThrow(
    /is not trusted .*: SERVICE_NOW_CA_FILE in the environment, or caCertificate in a function's secret$/,
  );
});

test("unknown field: a condition on a column that there is not is an error that names it", async () => {
  const instance = await startInstance();
  instance.insert(TABLE, { name: "one", host_name: "web-1" });
  const client = clientOf(connectionTo(instance));
  const unknown = client.list(TABLE, { conditions: [{ column: "u_hostname", is: "web-1" }], columns: [] });
  expect((await failureOf(unknown)).message).toContain(`no column u_hostname of ${TABLE}`);
  const asked = client.list(TABLE, { ...hostNames("web-1"), columns: ["u_done"] });
  expect((await failureOf(asked)).message).toContain(`no column u_done of ${TABLE}`);
});

test("a caret in a value is no operator, and what cannot stand in a query is refused", async () => {
  const instance = await startInstance();
  const id = instance.insert(TABLE, { name: "a^ORname=other", host_name: "web-1" });
  instance.insert(TABLE, { name: "other", host_name: "web-2" });
  const client = clientOf(connectionTo(instance));
  const named = (is: string, column = "name") =>
    client.list(TABLE, { conditions: [{ column, is }], columns: [] });
  expect((await named("a^ORname=other")).map(({ sys_id }) => sys_id)).toEqual([id]);
  const { calls } = client;
  await expect(named("a\nb")).rejects.toThrow("holds a control character");
  await expect(named("javascript:gs.getUserID()")).rejects.toThrow("would run");
  await expect(named("")).rejects.toThrow("is empty");
  await expect(named("x", "name^ORos")).rejects.toThrow("is no name of a column");
  await expect(client.list(TABLE, hostNames("a,b"))).rejects.toThrow("holds a comma");
  await expect(client.list("cmdb/../x", hostNames("a"))).rejects.toThrow("is no name of a table");
  await expect(client.get(TABLE, "../x", [])).rejects.toThrow("is no sys_id");
  expect(client.calls).toBe(calls);
});

test.each([
  ["truncated", "is cut"],
  ["cancelled", "Transaction cancelled: maximum execution time exceeded"],
] as const)(
  "truncated page: a list that comes %s fails, and is not taken for its end",
  async (kind, said) => {
    const instance = await startInstance();
    for (let at = 0; at < 1_500; at++) instance.insert(TABLE, { name: `n${at}`, os: "Linux" });
    instance.damageNextPage({ kind });
    const client = clientOf(connectionTo(instance));
    const all = { conditions: [{ column: "os", is: "Linux" }], columns: [] };
    const error = await failureOf(client.list(TABLE, all));
    expect(error.message).toContain(said);
    expect(error.message).toContain("Nothing of");
    expect(await client.list(TABLE, all)).toHaveLength(1_500);
  },
);

test("429: a call is repeated after Retry-After, and an hour's limit is an error that says when it ends", async () => {
  const instance = await startInstance({ now: () => Date.parse("2026-11-29T10:15:00Z") });
  const client = clientOf(connectionTo(instance));
  instance.failNext({ fault: "429", retryAfterInSeconds: 2 });
  expect(await client.list(TABLE, hostNames("web-1"))).toEqual([]);
  expect(client.calls).toBe(2);
  instance.setRateLimits([{ callsPerHour: 0 }]);
  const error = await failureOf(client.list(TABLE, hostNames("web-1")));
  expect(isRateLimitError(error)).toBe(true);
  expect(error.message).toMatch(
    /allows 0 calls per hour by the rule \w+, and counts anew at 2026-11-29T11:00/,
  );
});

test("missing role: the error names the user, the role and the table", async () => {
  const instance = await startInstance();
  instance.changeUser(instance.username, { roles: [] });
  const client = clientOf(connectionTo(instance));
  const error = await failureOf(client.list(TABLE, hostNames("web-1")));
  expect(error.message).toMatch(
    /answered 403.*illumio-iac needs the role itil or asset.*GET on cmdb_ci_server/,
  );
  await expect(client.identify(SOURCE, [server("web-1")])).rejects.toThrow(
    "allow identification and reconciliation",
  );
});

test("a wrong password, a table that there is not, an instance that is down", async () => {
  const instance = await startInstance();
  const wrong = clientOf(connectionTo(instance, { password: "wrong" }));
  const refused = await failureOf(wrong.list(TABLE, hostNames("a")));
  expect(isAuthenticationError(refused)).toBe(true);
  expect(refused.message).toContain("active and not locked out");
  expect(wrong.calls).toBe(1);
  const client = clientOf(connectionTo(instance));
  await expect(client.list("cmdb_ci_toaster", hostNames("a"))).rejects.toThrow("Check the table");
  instance.failNext({ fault: "5xx", times: 5 });
  const down = await failureOf(client.list(TABLE, hostNames("a")));
  expect(isHttpStatusError(down) && down.status).toBe(503);
});

test("a patch writes what differs, and says whether something did", async () => {
  const instance = await startInstance();
  const id = instance.insert(TABLE, { name: "one", u_commissioned: "false" });
  const client = clientOf(connectionTo(instance));
  const values = { name: "one", u_commissioned: "true" };
  expect(await client.patch(TABLE, id, values)).toBe(true);
  expect(await client.patch(TABLE, id, values)).toBe(false);
  expect(instance.records(TABLE)).toMatchObject([
    { name: "one", u_commissioned: "true", sys_mod_count: "1" },
  ]);
  expect(instance.requests.filter(({ method }) => method === "PATCH")).toHaveLength(1);
});

test("a patch of a column that there is not, or that does not keep the value, names the column", async () => {
  const instance = await startInstance({ columns: { [TABLE]: { u_short: "string:2" } } });
  const id = instance.insert(TABLE, { name: "one" });
  const client = clientOf(connectionTo(instance));
  await expect(client.patch(TABLE, id, { u_done: "true" })).rejects.toThrow("no column u_done");
  const row = { sys_id: id, u_done: "" };
  await expect(client.patch(TABLE, id, { u_done: "true" }, row)).rejects.toThrow("no column u_done");
  await expect(client.patch(TABLE, id, { u_short: "true" })).rejects.toThrow(
    `took 'true' for u_short of the record ${id} of ${TABLE} and kept 'tr'`,
  );
});

test("records are identified: made, found again, and a simulation writes nothing", async () => {
  const instance = await startInstance();
  const client = clientOf(connectionTo(instance));
  const items = [server("web-1"), server("web-2")];
  expect(await client.identify(SOURCE, items, { simulate: true })).toMatchObject([
    { operation: "INSERT", sysId: undefined, errors: [] },
    { operation: "INSERT" },
  ]);
  expect(instance.records(TABLE)).toEqual([]);
  const made = await client.identify(SOURCE, items);
  expect(made.map(({ sysId }) => sysId)).toEqual(instance.records(TABLE).map(({ sys_id }) => sys_id));
  expect(await client.identify(SOURCE, items)).toMatchObject([{ operation: "NO_CHANGE" }, {}]);
  const [good, bad] = await client.identify(SOURCE, [server("web-3"), { className: TABLE, values: {} }]);
  expect(good).toEqual({ operation: "INSERT", sysId: undefined, errors: [] });
  expect(bad!.errors).toEqual([expect.stringMatching(/^MISSING_MATCHING_ATTRIBUTES: /)]);
  expect(instance.records(TABLE)).toHaveLength(2);
});

test("unknown data source: the error says which choice an administrator has to add", async () => {
  const instance = await startInstance({ dataSources: [] });
  const error = await failureOf(clientOf(connectionTo(instance)).identify(SOURCE, [server("web-1")]));
  expect(error.name).toBe("ConfigurationError");
  expect(error.message).toContain(
    "add 'IllumioIaC' to the choices of the column discovery_source of the table cmdb_ci",
  );
  expect(instance.records(TABLE)).toEqual([]);
});

test("a lost answer to an identification does not make a second record", async () => {
  const instance = await startInstance();
  instance.failNext({ fault: "lost", path: /identifyreconcile/ });
  await clientOf(connectionTo(instance)).identify(SOURCE, [server("web-1")]);
  expect(instance.records(TABLE)).toHaveLength(1);
});

test("OAuth: one login for many calls, and a new one when the token is refused", async () => {
  const instance = await startInstance();
  const client = clientOf(connectionTo(instance, oauthOf(instance)));
  const list = () => client.list(TABLE, hostNames("web-1"));
  await Promise.all([list(), list(), list()]);
  await list();
  const logins = () => instance.requests.filter(({ path }) => path === "/oauth_token.do").length;
  expect(logins()).toBe(1);
  instance.advance(1_800_000);
  await list();
  expect(logins()).toBe(2);
  expect(instance.requests.filter(({ status }) => status === 401)).toHaveLength(1);
  expect(client.calls).toBe(instance.requests.length);
  instance.changeUser(instance.username, { locked: true });
  const error = await failureOf(list());
  expect(isAuthenticationError(error)).toBe(true);
  expect(error.message).toContain("not locked out, and allowed interactive sessions");
});

test("OAuth: a token is refreshed before it ends, without the password", async () => {
  const instance = await startInstance();
  const client = clientOf(connectionTo(instance, oauthOf(instance)));
  await client.list(TABLE, hostNames("web-1"));
  instance.changeUser(instance.username, { password: "another" });
  const now = performance.now.bind(performance);
  const clock = jest.spyOn(performance, "now").mockImplementation(() => now() + 1_760_000);
  instance.advance(1_800_000);
  try {
    await client.list(TABLE, hostNames("web-1"));
  } finally {
    clock.mockRestore();
  }
  expect(instance.requests.map(({ path, status }) => `${path.split("/").at(-1)} ${status}`)).toEqual([
    "oauth_token.do 200",
    `${TABLE} 200`,
    "oauth_token.do 200",
    `${TABLE} 200`,
  ]);
});

test("OAuth: a wrong client is an error of its own words", async () => {
  const instance = await startInstance();
  const client = clientOf(connectionTo(instance, { ...oauthOf(instance), clientSecret: "wrong-secret" }));
  const error = await failureOf(client.list(TABLE, hostNames("web-1")));
  expect(error.message).toMatch(/invalid_client.*Check client id and client secret/);
  expect(error.message).not.toContain("wrong-secret");
});
