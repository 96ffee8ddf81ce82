import { type Client, startWithCall, type World } from "./check-point-call";

let world: World;
let client: Client;
beforeEach(async () => {
  world = await startWithCall({ callsPerSecond: 10_000 });
  client = await world.login();
});
afterEach(() => world.close());

describe("hosts", () => {
  test("are made, shown, changed and deleted in a session, and seen by others after publish", async () => {
    const { call } = client;
    await call("add-tag", { name: "illumio-iac" });
    const added = await call("add-host", {
      name: "h1",
      "ip-address": "10.0.0.1",
      comments: "ours",
      tags: ["illumio-iac"],
    });
    expect([added.status, added.reason]).toEqual([200, "OK"]);
    expect(added.body).toMatchObject({
      name: "h1",
      type: "host",
      "ipv4-address": "10.0.0.1",
      comments: "ours",
      color: "black",
      groups: [],
      tags: [{ name: "illumio-iac", type: "tag" }],
      domain: { name: "SMC User", "domain-type": "domain" },
      "meta-info": { lock: "locked by current session", "validation-state": "ok", creator: "admin" },
    });
    const brief = { name: "h1", "details-level": "uid" };
    expect((await call("show-host", brief)).body).toEqual({ uid: added.body.uid });
    const other = await world.login();
    const hidden = await other.call("show-host", { name: "h1" });
    expect([hidden.status, hidden.body.code]).toEqual([404, "generic_err_object_not_found"]);
    expect(hidden.body.message).toBe("Requested object [h1] not found");
    expect((await client.task("publish")).status).toBe("succeeded");
    const seen = await other.call("show-host", { uid: added.body.uid });
    expect(seen.body).toMatchObject({ name: "h1", "meta-info": { lock: "unlocked" } });

    const set = await call("set-host", {
      name: "h1",
      "new-name": "h2",
      "ip-address": "2001:db8::1",
      tags: [],
    });
    expect(set.body).toMatchObject({
      uid: added.body.uid,
      name: "h2",
      tags: [],
      comments: "ours",
      "ipv4-address": "10.0.0.1",
      "ipv6-address": "2001:db8::1",
    });
    expect((await other.call("show-host", { name: "h1" })).body["meta-info"]).toMatchObject({
      lock: "locked by other session",
      "locking-admin": "admin",
      "locking-session-id": client.uid,
    });
    expect((await call("delete-host", { uid: added.body.uid })).body).toEqual({ message: "OK" });
    expect((await call("show-hosts")).body.total).toBe(0);
    expect((await other.call("show-hosts")).body.total).toBe(1);
    expect((await call("add-host", { name: "h1", "ip-address": "10.0.0.1" })).status).toBe(200);
    await call("delete-host", { name: "h1" });
    await client.task("publish");
    expect([...world.simulator.store.published("host").keys()]).toEqual([]);
    expect(world.simulator.store.locks().size).toBe(0);
  });

  test.each([
    [{ name: "h" }, "generic_err_missing_required_parameters", "ip-address"],
    [{ "ip-address": "10.0.0.1" }, "generic_err_missing_required_parameters", "name"],
    [{ name: "h", "ip-address": "10.0.0.256" }, "generic_err_invalid_parameter", "ip-address"],
    [{ name: "h", "ipv4-address": "::1" }, "generic_err_invalid_parameter", "ipv4-address"],
    [
      { name: "h", "ip-adress": "10.0.0.1" },
      "generic_err_invalid_parameter_name",
      "Unrecognized parameter [ip-adress]",
    ],
    [
      { name: "h", "ip-address": "10.0.0.1", constructor: 1 },
      "generic_err_invalid_parameter_name",
      "constructor",
    ],
    [
      { name: "h", "ip-address": "10.0.0.1", groups: { add: "g" } },
      "generic_err_invalid_parameter",
      "groups",
    ],
    [{ name: "h", "ip-address": "10.0.0.1", tags: { add: "t" } }, "generic_err_invalid_parameter", "tags"],
    [{ name: "h", "ip-address": "10.0.0.1", color: "mauve" }, "generic_err_invalid_parameter", "color"],
    [{ name: "web@1", "ip-address": "10.0.0.1" }, "generic_err_invalid_parameter", "forbidden character"],
    [{ name: "sr7-web", "ip-address": "10.0.0.1" }, "generic_err_invalid_parameter", "SRn"],
    [{ name: "Monday", "ip-address": "10.0.0.1" }, "generic_err_invalid_parameter", "reserved word 'monday'"],
    [
      { name: "web-inbound", "ip-address": "10.0.0.1" },
      "generic_err_invalid_parameter",
      "reserved word 'inbound'",
    ],
  ])("refuse %j", async (payload, code, reason) => {
    const { status, body } = await client.call("add-host", payload);
    expect([status, body.code]).toEqual([400, code]);
    expect(body.message).toContain(reason);
  });

  test("refuse an unknown tag and an unknown group", async () => {
    const host = { name: "h", "ip-address": "10.0.0.1" };
    expect((await client.call("add-host", { ...host, tags: ["t"] })).body.message).toContain("[t] not found");
    expect((await client.call("add-host", { ...host, groups: "g" })).body.message).toContain("[g] not found");
    expect((await client.call("show-hosts")).body.total).toBe(0);
  });

  test("refuse a name that exists, and an address that exists unless warnings are ignored", async () => {
    const { call } = client;
    await call("add-host", { name: "TestHost", "ip-address": "10.20.30.40" });
    const both = await call("add-host", { name: "TestHost", "ip-address": "10.20.30.40" });
    expect([both.status, both.body]).toEqual([
      400,
      {
        code: "err_validation_failed",
        message: "Validation failed with 1 warning and 1 error",
        warnings: [{ message: "Multiple objects have the same IP address 10.20.30.40" }],
        errors: [{ message: "More than one object named 'TestHost' exists." }],
      },
    ]);
    const ignoring = { "ip-address": "10.20.30.40", "ignore-warnings": true };
    const name = await call("add-host", { name: "TestHost", ...ignoring });
    expect(name.body).toMatchObject({ message: "Validation failed with 1 error" });
    expect(name.body.warnings).toBeUndefined();
    const twin = await call("add-host", { name: "Twin", "ip-address": "10.20.30.40" });
    expect(twin.body.message).toBe("Validation failed with 1 warning");
    expect((await call("add-host", { name: "Twin", ...ignoring })).status).toBe(200);
    expect((await call("set-host", { name: "Twin", comments: "same address as before" })).status).toBe(200);
  });

  test("that were saved with ignore-errors cannot be published", async () => {
    const { call } = client;
    await call("add-host", { name: "h", "ip-address": "10.0.0.1" });
    const host = { name: "h", "ip-address": "10.0.0.2", "ignore-errors": true };
    const saved = await call("add-host", host);
    expect(saved.body["meta-info"]["validation-state"]).toBe("error");
    const publish = await call("publish");
    expect([publish.status, publish.body.errors]).toEqual([
      400,
      [{ message: "More than one object named 'h' exists." }],
    ]);
  });

  test("are listed by pages, in order, filtered, at three levels of detail", async () => {
    const { call } = client;
    await call("add-group", { name: "g" });
    for (let n = 0; n < 60; n++)
      await call("add-host", {
        name: `h${n}`,
        "ip-address": `10.0.0.${n}`,
        ...(n === 7 ? { groups: "g" } : {}),
      });
    const first = (await call("show-hosts")).body;
    expect([first.from, first.to, first.total, first.objects.length]).toEqual([1, 50, 60, 50]);
    expect(first.objects[1]).toEqual({
      uid: expect.any(String),
      name: "h1",
      type: "host",
      domain: expect.anything(),
      icon: "Objects/host",
      color: "black",
      "ipv4-address": "10.0.0.1",
    });
    const last = (await call("show-hosts", { limit: 50, offset: 50 })).body;
    expect([last.from, last.to, last.total]).toEqual([51, 60, 60]);
    const down = (await call("show-hosts", { order: [{ DESC: "name" }], limit: 1 })).body;
    expect(down.objects[0].name).toBe("h9");
    const named = async (filter: string): Promise<string[]> => {
      const { body } = await call("show-hosts", { filter });
      return body.objects.map(({ name }: { name: string }) => name);
    };
    expect(await named("10.0.0.57")).toEqual(["h57"]);
    expect(await named("h57 OR H58")).toEqual(["h57", "h58"]);
    expect(await named("h5 AND 10.0.0.59")).toEqual(["h59"]);
    expect(await named("nothing")).toEqual([]);
    const uids = (await call("show-hosts", { filter: "h57", "details-level": "uid" })).body.objects;
    expect(uids).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    const full = { filter: "h7", "details-level": "full" };
    expect((await call("show-hosts", full)).body.objects[0]).not.toHaveProperty("groups");
    const members = (await call("show-hosts", { ...full, "show-membership": true })).body.objects[0];
    expect(members).toMatchObject({ comments: "", groups: [{ name: "g" }] });
    expect((await call("show-hosts", { limit: 501 })).body.code).toBe("generic_err_invalid_parameter");
    expect((await call("show-hosts", { filter: "nothing" })).body).toEqual({
      ...{ objects: [], from: 0, to: 0, total: 0 },
    });
  });
});

describe("groups", () => {
  beforeEach(async () => {
    for (const n of [1, 2, 3]) await client.call("add-host", { name: `h${n}`, "ip-address": `10.0.0.${n}` });
    await client.call("add-group", { name: "g", members: ["h1", "h2"] });
  });
  const members = async (): Promise<string[]> =>
    (await client.call("show-group", { name: "g" })).body.members.map(({ name }: { name: string }) => name);

  test("replace members by a list, and add and remove some", async () => {
    expect(await members()).toEqual(["h1", "h2"]);
    await client.call("set-group", { name: "g", members: { add: ["h3", "h1"], remove: "h2" } });
    expect(await members()).toEqual(["h1", "h3"]);
    await client.call("set-group", { name: "g", members: { remove: ["h2"] } });
    expect(await members()).toEqual(["h1", "h3"]);
    await client.call("set-group", { name: "g", members: "h2" });
    expect(await members()).toEqual(["h2"]);
    const unknown = await client.call("set-group", { name: "g", members: { add: ["h9", "h1"] } });
    expect([unknown.status, unknown.body.message]).toEqual([404, "Requested object [h9] not found"]);
    expect(await members()).toEqual(["h2"]);
    expect((await client.call("show-host", { name: "h2" })).body.groups).toMatchObject([{ name: "g" }]);
    const made = await client.call("add-group", { name: "other", members: { add: ["h1"] } });
    expect([made.status, made.body.message]).toEqual([400, expect.stringContaining("[members]")]);
    for (const wrong of [{}, { set: ["h1"] }, 7])
      expect((await client.call("set-group", { name: "g", members: wrong })).status).toBe(400);
  });

  test("keep their members from being deleted", async () => {
    const warned = await client.call("delete-host", { name: "h1" });
    const message = "Object h1 is used by the following objects: g";
    expect([warned.status, warned.body.warnings]).toEqual([400, [{ message }]]);
    const forced = await client.call("delete-host", { name: "h1", "ignore-warnings": true });
    expect([forced.status, forced.body.errors]).toEqual([400, [{ message }]]);
    await client.call("set-group", { name: "g", members: { remove: "h1" } });
    expect((await client.call("delete-host", { name: "h1" })).status).toBe(200);
  });

  test("are entered and left from the side of a host", async () => {
    await client.call("set-host", { name: "h3", groups: { add: "g" } });
    expect(await members()).toEqual(["h1", "h2", "h3"]);
    await client.call("set-host", { name: "h3", groups: [] });
    expect(await members()).toEqual(["h1", "h2"]);
  });

  test("may hold groups but not themselves, and no data centers", async () => {
    await client.call("add-group", { name: "outer", members: "g" });
    const loop = await client.call("set-group", { name: "g", members: { add: "outer" } });
    expect(loop.body.errors).toEqual([{ message: "Group 'g' contains itself." }]);
    await client.task("add-data-center-server", { name: "feed", type: "generic", url: "http://x.test/feed" });
    expect((await client.call("set-group", { name: "g", members: { add: "feed" } })).status).toBe(404);
    expect((await client.call("add-host", { name: "G", "ip-address": "10.0.0.9" })).body.errors).toEqual([
      { message: "More than one object named 'G' exists." },
    ]);
    expect((await client.call("show-groups")).body.total).toBe(2);
    expect((await client.call("delete-group", { name: "outer" })).status).toBe(200);
  });
});

test("equals compares everything but groups, and does not know absent objects", async () => {
  const { call } = client;
  await call("add-group", { name: "g" });
  await call("add-tag", { name: "t" });
  await call("add-host", { name: "h", "ip-address": "10.0.0.1", comments: "c", tags: ["t"] });
  const equals = async (params: object): Promise<unknown> =>
    (await call("equals", { type: "host", params: { name: "h", ...params } })).body.equals;
  expect(await equals({ "ip-address": "10.0.0.1", comments: "c", tags: "t" })).toBe(true);
  expect(await equals({ groups: ["g"] })).toBe(true);
  for (const other of [{ "ip-address": "10.0.0.2" }, { comments: "d" }, { tags: [] }, { color: "red" }])
    expect(await equals(other)).toBe(false);
  expect((await call("equals", { type: "host", params: { name: "nobody" } })).status).toBe(404);
});

test("tags, objects by uid, gateways and packages are shown", async () => {
  const { call } = client;
  const { body: tag } = await call("add-tag", { name: "t", comments: "c" });
  expect((await call("add-tag", { name: "t" })).body.errors).toEqual([
    { message: "More than one object named 't' exists." },
  ]);
  expect((await call("show-tag", { name: "t" })).body).toMatchObject({ uid: tag.uid, comments: "c" });
  expect((await call("show-tags")).body).toMatchObject({ total: 1, objects: [{ name: "t" }] });
  expect((await call("show-object", { uid: tag.uid })).body.object).toMatchObject({ type: "tag", name: "t" });
  expect((await call("show-object", { uid: "x" })).status).toBe(404);
  expect((await call("show-gateways-and-servers", { "details-level": "full" })).body.objects).toMatchObject([
    { name: "gw-1", type: "simple-gateway", "ipv4-address": "192.0.2.11" },
  ]);
  expect((await call("show-packages", { "details-level": "full" })).body).toMatchObject({
    packages: [{ name: "Standard", "installation-targets": [{ name: "gw-1" }], "threat-prevention": true }],
    total: 1,
  });
});

describe("data centers", () => {
  test("are made by a task and show their settings as texts without secrets", async () => {
    const illumio = {
      ...{ name: "pce", type: "illumio", hostname: "pce.example", "org-id": 1, "auth-username": "api_1" },
      ...{ secret: "hidden", "unsafe-auto-accept": true },
    };
    expect((await client.task("add-data-center-server", illumio)).status).toBe("succeeded");
    const { body } = await client.call("show-data-center-server", { name: "pce" });
    expect(body).toMatchObject({ type: "data-center-server", "data-center-type": "illumio" });
    expect(body.properties).toEqual([
      { name: "hostname", value: "pce.example" },
      { name: "org-id", value: "1" },
      { name: "auth-username", value: "api_1" },
      { name: "unsafe-auto-accept", value: "true" },
    ]);
    expect(JSON.stringify(world.simulator.requests)).not.toContain("hidden");
    const query = {
      name: "q",
      "data-centers": ["pce"],
      "query-rules": { "key-type": "tag", key: "role", values: "web" },
    };
    expect((await client.call("add-data-center-query", query)).body).toMatchObject({
      type: "data-center-query",
      "data-centers": ["pce"],
      "query-rules": [{ "key-type": "tag", key: "role", values: ["web"] }],
      "using-all-data-center": false,
    });
  });

  test.each([
    [{ type: "vcenter" }, "vcenter"],
    [{ type: "generic" }, "Missing parameter: [url]"],
    [{ type: "generic", url: "http://x", interval: 5 }, "interval"],
    [{ type: "generic", url: "http://x", hostname: "y" }, "Unrecognized parameter [hostname]"],
    [{ type: "generic", url: "https://x" }, "Validation failed with 1 warning"],
    [{ type: "generic", url: "http://x", tags: { add: "t" } }, "tags"],
    [{ type: "generic", url: "http://x", "details-level": "all" }, "details-level"],
    [{ type: "illumio", hostname: "x" }, "org-id"],
  ])("refuse %j", async (payload, reason) => {
    const { status, body } = await client.call("add-data-center-server", { name: "dc", ...payload });
    expect([status, body.message]).toEqual([400, expect.stringContaining(reason)]);
  });
});
