import { type Client, startWithCall, type World } from "./check-point-call";

let world: World;
beforeEach(async () => {
  world = await startWithCall({ callsPerSecond: 10_000 });
});
afterEach(() => world.close());

const host = (n: number): object => ({ name: `h${n}`, "ip-address": `10.0.0.${n}` });
const locked = { code: "generic_error", message: "Runtime error: An object is locked by another session." };

describe("login", () => {
  test("takes a password or an API key, and tells sid, uid and version", async () => {
    const { username: user, password, apiKey } = world.simulator;
    const { status, body } = await world.call("login", { user, password, "session-timeout": 3600 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ "api-server-version": "1.9", "session-timeout": 3600 });
    expect(body.url).toBe(`${world.simulator.url}/web_api`);
    expect(body.sid).toMatch(/^[\w-]{43}$/);
    const byKey = await world.call("login", { "api-key": apiKey });
    expect([byKey.status, byKey.body["session-timeout"]]).toEqual([200, 600]);
    expect(byKey.body.uid).not.toBe(body.uid);
  });

  test.each([
    [{ user: "admin", password: "wrong" }, "err_login_failed", "Authentication to server failed."],
    [{ "api-key": "wrong" }, "err_login_failed", "Authentication to server failed."],
    [{ user: "admin" }, "generic_err_missing_required_parameters", "Missing parameter: [password]"],
    [{}, "generic_err_missing_required_parameters", "Missing parameter: [user]"],
    [{ user: "locked", password: "p" }, "err_login_failed", "Administrator account is locked."],
    [{ user: "no-api", password: "p" }, "err_login_failed", "permission to login through API"],
  ])("refuses %j", async (payload, code, message) => {
    world.simulator.putAdmin({ name: "locked", password: "p", locked: true });
    world.simulator.putAdmin({ name: "no-api", password: "p", apiRefused: true });
    const { status, body } = await world.call("login", payload);
    expect([status, body.code]).toEqual([400, code]);
    expect(body.message).toContain(message);
  });

  test("refuses an unknown domain and a timeout out of range", async () => {
    await expect(world.login({ domain: "nowhere" })).rejects.toThrow("Authentication to server failed.");
    await expect(world.login({ "session-timeout": 3601 })).rejects.toThrow("session-timeout");
    await expect(world.login({ "session-timeout": 9 })).rejects.toThrow("session-timeout");
  });

  test("read-only gives no uid and no writes", async () => {
    const { call, uid } = await world.login({ "read-only": true });
    expect(uid).toBeUndefined();
    const { status, body } = await call("add-host", host(1));
    expect([status, body.code]).toEqual([403, "generic_err_no_permissions"]);
    expect((await call("show-session")).body["connection-mode"]).toBe("read only");
  });
});

describe("a session", () => {
  let client: Client;
  beforeEach(async () => {
    client = await world.login({ "session-name": "run 1", "session-description": "d" });
  });

  test("shows name, user, locks and changes, alone and among all", async () => {
    await client.call("add-host", host(1));
    const { body } = await client.call("show-session");
    expect(body).toMatchObject({
      ...{ uid: client.uid, name: "run 1", description: "d", "user-name": "admin", application: "WEB_API" },
      ...{ changes: 1, locks: 1, "in-work": true, "expired-session": false, "session-timeout": 600 },
    });
    const other = await world.login();
    const all = await other.call("show-sessions", { "details-level": "full" });
    expect(all.body.total).toBe(2);
    expect(all.body.objects).toContainEqual(
      expect.objectContaining({ uid: client.uid, name: "run 1", changes: 1 }),
    );
    const uids = (await other.call("show-sessions", { "details-level": "uid" })).body.objects;
    expect([...uids].sort()).toEqual([client.uid, other.uid].sort());
    expect((await other.call("show-session", { uid: client.uid })).body.name).toBe("run 1");
    expect((await other.call("show-session", { uid: "x" })).status).toBe(404);
    expect((await other.call("show-sessions", { filter: "run" })).body.total).toBe(1);
  });

  test("locks what it touched until it publishes or discards", async () => {
    await client.call("add-host", host(1));
    await client.call("add-group", { name: "g" });
    await client.task("publish");
    await client.call("set-group", { name: "g", members: { add: "h1" } });
    const other = await world.login();
    const refused = await other.call("set-group", { name: "g", comments: "x" });
    expect([refused.status, refused.body]).toEqual([400, locked]);
    expect((await other.call("set-host", { name: "h1", comments: "x", groups: "g" })).body).toEqual(locked);
    expect((await other.call("show-host", { name: "h1" })).body["meta-info"].lock).toBe("unlocked");
    expect((await other.call("set-host", { name: "h1", comments: "free" })).status).toBe(200);
    expect((await client.call("delete-host", { name: "h1", "ignore-warnings": true })).status).toBe(400);
    const { body } = await client.call("discard");
    expect(body).toEqual({ message: "OK", "number-of-discarded-changes": 1 });
    expect((await other.call("set-group", { name: "g", comments: "x" })).status).toBe(200);
    expect((await client.call("show-group", { name: "g" })).body.members).toEqual([]);
  });

  test("is discarded by its uid from another session, also after its client has gone", async () => {
    await client.call("add-host", host(1));
    await client.call("logout");
    const other = await world.login();
    const { body } = await other.call("discard", { uid: client.uid });
    expect(body["number-of-discarded-changes"]).toBe(1);
    expect((await other.call("show-session", { uid: client.uid })).status).toBe(404);
    expect((await other.call("discard", { uid: client.uid })).body.code).toBe("generic_err_object_not_found");
    expect(world.simulator.store.locks().size).toBe(0);
  });

  test("cannot publish another one", async () => {
    const other = await world.login();
    const { status, body } = await other.call("publish", { uid: client.uid });
    expect([status, body]).toEqual([
      501,
      { code: "not_implemented", message: "Publishing other than current session is not implemented" },
    ]);
    expect((await client.task("publish", { uid: client.uid })).status).toBe("succeeded");
  });

  test("is continued by the next login of the administrator, if there is one only", async () => {
    const fresh = await world.login({ "continue-last-session": true, "read-only": true });
    expect([typeof fresh.uid, fresh.uid === client.uid]).toEqual(["string", false]);
    await fresh.call("logout");
    await client.call("add-host", host(1));
    await client.call("logout");
    expect((await client.call("show-session")).status).toBe(401);
    const again = await world.login({ "continue-last-session": true, "read-only": true });
    expect(again.uid).toBe(client.uid);
    expect((await again.call("show-host", { name: "h1" })).status).toBe(200);
    await again.call("add-host", host(2));
    await again.call("logout");
    const second = await world.login();
    await second.call("add-host", host(3));
    await second.call("logout");
    await expect(world.login({ "continue-last-session": true })).rejects.toThrow(
      "err_login_failed_more_than_one_opened_session",
    );
  });

  test("ends at its timeout, which every call puts off, and keeps its locks", async () => {
    await client.call("add-host", host(1));
    world.simulator.advance(599_000);
    expect((await client.call("keepalive")).body).toEqual({ message: "OK" });
    world.simulator.advance(599_000);
    expect((await client.call("show-session")).status).toBe(200);
    world.simulator.advance(601_000);
    const { status, body } = await client.call("publish");
    expect([status, body.code]).toEqual([401, "generic_err_wrong_session_id"]);
    expect(body.message).toContain("Session may be expired");
    const other = await world.login();
    const expired = await other.call("show-session", { uid: client.uid });
    expect(expired.body).toMatchObject({ "expired-session": true, "in-work": false, locks: 1, changes: 1 });
    world.simulator.behaviour.expiredSessionsKeepLocks = false;
    await other.call("add-host", host(2));
    world.simulator.dropSessions();
    expect([...world.simulator.store.locks().values()]).toEqual([client.uid]);
  });

  test("without changes is gone after logout", async () => {
    expect((await client.call("logout")).body).toEqual({ message: "OK" });
    expect(world.simulator.store.sessions.all()).toEqual([]);
    expect((await client.call("logout")).status).toBe(401);
  });

  test("gets its sid by a header that is there and right", async () => {
    const missing = await world.call("show-hosts");
    expect([missing.status, missing.body.code]).toEqual([400, "generic_err_missing_required_header"]);
    expect((await world.call("show-hosts", {}, { sid: "wrong" })).status).toBe(401);
  });
});

describe("two sessions that do not fit together", () => {
  test("make the later publish fail, and its changes stay", async () => {
    const [one, two] = [await world.login(), await world.login()];
    await one.call("add-host", host(1));
    await two.call("add-host", host(1));
    expect((await one.task("publish")).status).toBe("succeeded");
    const failed = await two.task("publish");
    expect([failed.status, failed["task-details"][0]["fault-message"]]).toEqual([
      "failed",
      "More than one object named 'h1' exists.",
    ]);
    expect((await two.call("show-session")).body.changes).toBe(1);
    expect(world.simulator.store.publishes.map(({ status }) => status)).toEqual(["succeeded", "failed"]);
  });

  test("do not lose the member that another one deletes", async () => {
    const [one, two] = [await world.login(), await world.login()];
    await one.call("add-host", host(1));
    await one.call("add-group", { name: "g" });
    await one.task("publish");
    await two.call("set-group", { name: "g", members: { add: "h1" } });
    world.simulator.deleteObject("h1");
    expect((await two.task("publish")).status).toBe("failed");
  });
});

test("each domain has objects of its own, and the system domain has none", async () => {
  await world.close();
  world = await startWithCall({ domains: ["D1", "D2"], callsPerSecond: 10_000 });
  const mds = world;
  const [d1, d2, system] = [
    await mds.login({ domain: "D1" }),
    await mds.login({ domain: "192.0.2.102" }),
    await mds.login(),
  ];
  await d1.call("add-host", host(1));
  await d1.task("publish");
  expect((await d1.call("show-hosts")).body.total).toBe(1);
  expect((await d2.call("show-hosts")).body.total).toBe(0);
  expect((await d2.call("show-session")).body.domain.name).toBe("D2");
  expect((await d2.call("show-sessions")).body.total).toBe(1);
  expect((await system.call("add-host", host(2))).body.code).toBe("err_inappropriate_domain_type");
  expect((await d1.call("show-hosts", { "domains-to-process": ["D2"] })).status).toBe(400);
  expect([mds.simulator.domain, mds.simulator.store.published("host").size]).toEqual(["D1", 1]);
  expect(mds.simulator.store.published("host", "D2").size).toBe(0);
});
