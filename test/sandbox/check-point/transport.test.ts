import { startWithCall, type World } from "./check-point-call";

let world: World;
beforeEach(async () => {
  world = await startWithCall({ callsPerSecond: 10_000 });
});
afterEach(() => world.close());

const host = { name: "h", "ip-address": "10.0.0.1" };

describe("paths", () => {
  test("work with and without a version, and behind the uid of Smart-1 Cloud", async () => {
    const { call } = await world.login();
    const { cloudManagementUid } = world.simulator;
    for (const path of [
      "/web_api/show-hosts",
      "/web_api/v1.9/show-hosts",
      "/web_api/v1/show-hosts",
      `/${cloudManagementUid}/web_api/show-hosts`,
      `/${cloudManagementUid}/web_api/v1.9/show-hosts`,
    ])
      expect([path, (await call("", {}, { path })).status]).toEqual([path, 200]);
    for (const path of ["/", "/gaia_api/login", `/${world.simulator.store.newUid()}/web_api/login`]) {
      const { status, contentType } = await call("", {}, { path });
      expect([status, contentType]).toEqual([404, "text/html; charset=iso-8859-1"]);
    }
  });

  test("name a version and a command that the server knows", async () => {
    const { call } = await world.login();
    const version = await call("", {}, { path: "/web_api/v2/show-hosts" });
    expect([version.status, version.contentType, version.body]).toEqual([
      400,
      "application/json",
      { code: "err_unknown_api_version", message: "Unknown API version: 2" },
    ]);
    const command = await call("show-unicorns");
    expect([command.status, command.body.code]).toEqual([404, "generic_err_command_not_found"]);
  });

  test("take POST with a JSON object only", async () => {
    const { call } = await world.login();
    for (const text of ["", "{", "[]", '"x"', "null"]) {
      const { status, body } = await call("show-hosts", {}, { text });
      expect([text, status, body.code]).toEqual([text, 400, "generic_err_invalid_syntax"]);
    }
    expect((await call("show-hosts", {}, { method: "GET" })).status).toBe(400);
  });
});

describe("R80", () => {
  test("answers 500 where later versions answer 400 and 409", async () => {
    world.simulator.behaviour.apiVersion = "1";
    const failed = await world.call("login", { user: "admin", password: "wrong" });
    expect([failed.status, failed.body.code]).toEqual([500, "generic_error"]);
    const { call } = await world.login();
    await call("add-host", host);
    const twice = await call("add-host", { ...host, "ignore-warnings": true });
    expect([twice.status, twice.body.code]).toEqual([500, "generic_error"]);
    expect(twice.body.errors).toHaveLength(1);
    await call("discard");
    world.simulator.startInstall("Standard");
    const install = await call("install-policy", { "policy-package": "Standard" });
    expect([install.status, install.body.code]).toEqual([500, "err_policy_installation_failed"]);
    expect((await call("show-host", { name: "x" })).status).toBe(404);
  });
});

describe("faults", () => {
  test("lose an answer after the write was done", async () => {
    const { call } = await world.login();
    world.simulator.failNext({ fault: "lost", path: /add-host/ });
    await expect(call("add-host", host)).rejects.toThrow();
    const again = await call("add-host", { ...host, "ignore-warnings": true });
    expect(again.body.errors).toEqual([{ message: "More than one object named 'h' exists." }]);
    expect(world.simulator.requests.filter(({ command }) => command === "add-host")).toMatchObject([
      { status: 0 },
      { status: 400, code: "err_validation_failed" },
    ]);
  });

  test("break a connection before anything is done", async () => {
    const { call } = await world.login();
    world.simulator.failNext({ fault: "reset", path: /add-host/ });
    await expect(call("add-host", host)).rejects.toThrow();
    expect((await call("add-host", host)).status).toBe(200);
  });

  test("answer 500 as JSON and 503 as HTML, and after a while", async () => {
    const { call } = await world.login();
    world.simulator.failNext({ fault: "5xx", status: 500 });
    world.simulator.failNext({ fault: "5xx", status: 503 });
    world.simulator.failNext({ fault: "slow", milliseconds: 50 });
    expect((await call("show-hosts")).body.code).toBe("generic_server_error");
    const away = await call("show-hosts");
    expect([away.status, away.contentType]).toEqual([503, "text/html; charset=iso-8859-1"]);
    const began = performance.now();
    expect((await call("show-hosts")).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(45);
  });

  test("close the API to remote hosts with 403 and HTML", async () => {
    world.simulator.behaviour.closedToRemoteHosts = true;
    const { status, contentType, body } = await world.call("login", {});
    expect([status, contentType]).toEqual([403, "text/html; charset=iso-8859-1"]);
    expect(body).toContain("Forbidden");
  });

  test("drop a session just before its publish, which keeps its locks", async () => {
    const { call, uid } = await world.login();
    await call("add-host", host);
    world.simulator.before("publish", () => world.simulator.dropSessions());
    expect((await call("publish")).body.code).toBe("generic_err_wrong_session_id");
    expect([...world.simulator.store.locks()]).toEqual([["h", uid]]);
  });

  test("let another administrator hold, delete and add objects", async () => {
    const { call, task } = await world.login();
    await call("add-host", host);
    await call("add-group", { name: "g" });
    await task("publish");
    const held = world.simulator.lockObject("h");
    expect((await call("set-host", { name: "h", comments: "x" })).body.message).toContain(
      "locked by another session",
    );
    const { body } = await call("show-host", { name: "h", "details-level": "full" });
    expect(body["meta-info"]).toMatchObject({
      lock: "locked by other session",
      "locking-admin": "admin2",
      "locking-session-id": held.session,
    });
    const sessions = await call("show-sessions", { "details-level": "full" });
    expect(sessions.body.objects).toContainEqual(
      expect.objectContaining({ uid: held.session, application: "SmartConsole", "user-name": "admin2" }),
    );
    held.release();
    expect((await call("set-host", { name: "h", comments: "x" })).status).toBe(200);
    await call("discard");
    world.simulator.planTask("publish", { outcome: "failed" });
    world.simulator.addHost({ name: "theirs", address: "10.0.0.2", groups: ["g"] });
    expect(world.simulator.store.membersOf("g")).toEqual(["theirs"]);
    world.simulator.deleteObject("h");
    expect((await call("show-host", { name: "h" })).status).toBe(404);
    expect((await call("show-sessions")).body.total).toBe(1);
    expect(world.simulator.counters.publishes).toBe(1);
    expect((await task("publish")).status).toBe("failed");
  });
});

test("rates of lost answers hit writes, and no reads", async () => {
  const { call } = await world.login();
  world.simulator.setFaults("lost=1");
  expect((await call("show-hosts")).status).toBe(200);
  await expect(call("add-host", host)).rejects.toThrow();
  expect((await call("show-host", { name: "h" })).status).toBe(200);
});

test("more calls in a second than allowed are refused, and a login as if its password were wrong", async () => {
  const { call } = await world.login();
  world.simulator.behaviour.callsPerSecond = 3;
  const codes = [];
  for (let n = 0; n < 4; n++) codes.push((await call("show-hosts")).body.code);
  expect(codes).toContain("err_too_many_requests");
  const { username: user, password } = world.simulator;
  const refused = async () => (await world.call("login", { user, password })).body;
  expect(await refused()).toEqual({ code: "err_login_failed", message: "Authentication to server failed." });
  world.simulator.behaviour.callsPerSecond = 10_000;
  world.simulator.behaviour.loginsPerMinute = 1;
  expect((await refused()).code).toBe("err_login_failed");
  world.simulator.behaviour.loginsPerMinute = 10;
  expect(await refused()).toMatchObject({ sid: expect.anything() });
});

test("the log keeps no secret", async () => {
  const { username: user, password, apiKey } = world.simulator;
  await world.call("login", { user, password });
  await world.call("login", { "api-key": apiKey });
  const text = JSON.stringify(world.simulator.requests);
  expect(text).not.toContain(password);
  expect(text).not.toContain(apiKey);
  expect(world.simulator.requests).toMatchObject([
    { command: "login", path: "/web_api/login", status: 200, payload: { user, password: "****" } },
    { command: "login", payload: { "api-key": "****" } },
  ]);
});
