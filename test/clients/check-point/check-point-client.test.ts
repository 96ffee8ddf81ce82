jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { type CheckPointError, isCheckPointError } from "../../../clients/check-point";
import { answer, breakOff } from "../http/scripted-server";
import {
  CERTIFICATE_SHA256,
  clientOf,
  closeAll,
  failureOf,
  LOGGED_IN,
  ok,
  PASSWORD,
  refused,
  SID,
  scriptedManagement,
  sessionOf,
} from "./fixtures";

afterEach(closeAll);

const HOST = { name: "vm-1", addresses: { ipv4: "10.0.0.4" }, tags: ["illumio-iac"], comment: "ours" };
const SHOWN = {
  uid: "u1",
  name: "vm-1",
  "ipv4-address": "10.0.0.4",
  comments: "ours",
  tags: [{ name: "illumio-iac" }],
};
const NOT_FOUND = refused(404, "generic_err_object_not_found", "Requested object [vm-1] not found");

test("a login names the session, and later commands carry its id and the version of the server", async () => {
  const { server, connection, commands } = await scriptedManagement({
    "show-host": [ok(SHOWN)],
    logout: [ok({})],
  });
  const client = clientOf({ ...connection, domain: "Prod" });
  const session = await client.login({ name: "a run", description: "what it does", timeoutInSeconds: 900 });
  expect(session.uid).toBe("session-1");
  expect(await session.showHost("vm-1")).toEqual({
    uid: "u1",
    name: "vm-1",
    ipv4: "10.0.0.4",
    tags: ["illumio-iac"],
    comment: "ours",
  });
  await session.logout();
  expect(server.seen.map(({ url }) => url)).toEqual([
    "/web_api/login",
    "/web_api/v1.9/show-host",
    "/web_api/v1.9/logout",
  ]);
  expect(commands()[0]!.body).toEqual({
    user: "robot",
    password: PASSWORD,
    domain: "Prod",
    "session-name": "a run",
    "session-description": "what it does",
    "session-timeout": 900,
  });
  expect(client.calls).toBe(3);
});

test("an API key, the path of Smart-1 Cloud and a session that only reads", async () => {
  const { server, connection, commands } = await scriptedManagement({});
  const client = clientOf({ ...connection, login: { apiKey: "k3y-of-a-robot" }, cloudManagementId: "6f3a" });
  await client.login({ name: "a run", readOnly: true });
  expect(server.seen[0]!.url).toBe("/6f3a/web_api/login");
  expect(commands()[0]!.body).toEqual({ "api-key": "k3y-of-a-robot", "read-only": true });
});

test("only the certificate with the digest is trusted", async () => {
  const { connection } = await scriptedManagement({});
  const pinned = { ...connection, caCertificate: undefined };
  await clientOf({ ...pinned, certificatePin: { sha256: CERTIFICATE_SHA256 } }).login({ name: "a run" });
  const other = clientOf({ ...pinned, certificatePin: { sha256: "0".repeat(64) } });
  await expect(other.login({ name: "a run" })).rejects.toThrow(
    /is not the one that is trusted: its SHA-256 is/,
  );
  await expect(clientOf(pinned).login({ name: "a run" })).rejects.toThrow(
    /is not trusted .*: CHECK_POINT_CA_FILE in the environment, caCertificate in a function's secret, or checkPoint\.certificateSha256$/,
  );
});

test("a page instead of the API says how to admit remote calls", async () => {
  const page = answer(403, "<html><body><h1>Forbidden</h1></body></html>", { "content-type": "text/html" });
  const { connection, server } = await scriptedManagement({ login: [page] });
  const error = await failureOf(sessionOf(connection));
  expect(error.message).toMatch(
    /answered 403 to POST \/web_api\/login: Forbidden\. The API of a management server accepts calls from the server itself only.*api restart/,
  );
  expect(server.seen).toHaveLength(1);
});

test("a login that fails because of too many calls is tried once more, and a wrong password no further", async () => {
  const failed = refused(400, "err_login_failed", "Authentication to server failed.");
  const once = await scriptedManagement({ login: [failed, LOGGED_IN] });
  await sessionOf(once.connection);
  expect(once.server.seen).toHaveLength(2);
  const always = await scriptedManagement({ login: [failed] });
  const error = await failureOf<CheckPointError>(sessionOf(always.connection));
  expect(error.message).toMatch(
    /refused the login: Authentication to server failed\. \(400 err_login_failed\)\. Check name/,
  );
  expect(isCheckPointError(error, "login")).toBe(true);
  expect(always.server.seen).toHaveLength(2);
});

test("a locked administrator is not tried again", async () => {
  const locked = refused(400, "err_login_failed_locked", "Administrator account is locked.");
  const { connection, server } = await scriptedManagement({ login: [locked] });
  await expect(sessionOf(connection)).rejects.toThrow(/Administrator account is locked/);
  expect(server.seen).toHaveLength(1);
});

test("too many requests are waited for", async () => {
  const { connection, server } = await scriptedManagement({
    "show-host": [refused(400, "err_too_many_requests", "Too many requests"), answer(429, "{}"), ok(SHOWN)],
  });
  expect(await (await sessionOf(connection)).showHost("vm-1")).toMatchObject({ name: "vm-1" });
  expect(server.seen).toHaveLength(4);
});

test("errors of the list are said, whatever their form, and secrets are not", async () => {
  const errors = [{ message: "More than one object named 'vm-1' exists." }, `echo ${PASSWORD} ${SID}`];
  const { connection } = await scriptedManagement({
    "add-host": [
      refused(400, "err_validation_failed", "Validation failed", { errors, "blocking-errors": "no" }),
    ],
  });
  const error = await failureOf<CheckPointError>((await sessionOf(connection)).addHost(HOST));
  expect(error).toMatchObject({ kind: "exists", status: 400, code: "err_validation_failed" });
  expect(error.message).toMatch(
    /refused to add host vm-1: Validation failed; More than one object named 'vm-1' exists\.; echo/,
  );
  expect(JSON.stringify(error)).not.toContain(PASSWORD);
  expect(`${error.message} ${error.errors.join()}`).not.toMatch(new RegExp(`${PASSWORD}|${SID}`));
});

test("a lock is reported with the administrator and the session that hold it", async () => {
  const { connection } = await scriptedManagement({
    "set-host": [refused(400, "generic_error", "Runtime error: An object is locked by another session.")],
    "show-host": [
      ok({
        ...SHOWN,
        "meta-info": {
          lock: "locked by other session",
          "locking-admin": "anna",
          "locking-session-id": "s-7",
        },
      }),
    ],
  });
  const session = await sessionOf(connection);
  const error = await failureOf<CheckPointError>(session.setAddresses("vm-1", { ipv4: "10.0.0.5" }));
  expect(error.kind).toBe("locked");
  expect(error.message).toContain(
    "host vm-1 is held by administrator anna, session s-7. Publish or discard that session",
  );
});

test("a write whose answer is lost is not sent again when it was done", async () => {
  const { connection, commands } = await scriptedManagement({
    "add-host": [breakOff],
    "show-host": [ok(SHOWN)],
  });
  await (await sessionOf(connection)).addHost(HOST);
  expect(commands().map(({ command }) => command)).toEqual(["login", "add-host", "show-host"]);
});

test("a write whose answer is lost is sent once more when it was not done", async () => {
  const { connection, commands } = await scriptedManagement({
    "add-host": [breakOff, ok({ uid: "u1" })],
    "show-host": [NOT_FOUND],
  });
  await (await sessionOf(connection)).addHost(HOST);
  expect(commands().filter(({ command }) => command === "add-host")).toHaveLength(2);
});

test("a write that arrives late is no second object", async () => {
  const exists = refused(400, "err_validation_failed", "More than one object named 'vm-1' exists.");
  const late = await scriptedManagement({
    "add-host": [breakOff, exists],
    "show-host": [NOT_FOUND, ok(SHOWN)],
  });
  await (await sessionOf(late.connection)).addHost(HOST);
  const foreign = await scriptedManagement({
    "add-host": [breakOff, exists],
    "show-host": [NOT_FOUND, ok({ ...SHOWN, comments: "by hand" })],
  });
  const error = await failureOf((await sessionOf(foreign.connection)).addHost(HOST));
  expect(isCheckPointError(error, "exists")).toBe(true);
});

test("after a lost answer only members that are missing are sent again", async () => {
  const { connection, commands } = await scriptedManagement({
    "set-group": [breakOff, ok({})],
    "show-group": [ok({ uid: "g", name: "web", members: [{ name: "a" }, { name: "x" }] })],
  });
  await (await sessionOf(connection)).addMembers("web", ["a", "b"]);
  expect(
    commands()
      .filter(({ command }) => command === "set-group")
      .map(({ body }) => body),
  ).toEqual([
    { name: "web", members: { add: ["a", "b"] } },
    { name: "web", members: { add: ["b"] } },
  ]);
});

test("a session that ended is said, and its writes are not sent to another", async () => {
  const { connection, commands } = await scriptedManagement({
    "add-host": [
      refused(401, "generic_err_wrong_session_id", "Wrong session id [x]. Session may be expired."),
    ],
  });
  const error = await failureOf<CheckPointError>((await sessionOf(connection)).addHost(HOST));
  expect(error.kind).toBe("session");
  expect(commands().map(({ command }) => command)).toEqual(["login", "add-host"]);
});

test("an error of the first release, which answers 500 to everything, is looked up", async () => {
  const { connection, commands } = await scriptedManagement({
    "add-host": [refused(500, "generic_error", "Internal error")],
    "show-host": [ok(SHOWN)],
  });
  await (await sessionOf(connection)).addHost(HOST);
  expect(commands().map(({ command }) => command)).toEqual(["login", "add-host", "show-host"]);
  const old = await scriptedManagement({
    "show-host": [refused(500, "generic_error", "Requested object [vm-1] not found")],
  });
  expect(await (await sessionOf(old.connection)).showHost("vm-1")).toBeUndefined();
});

test("an installation is that of the access policy alone, because what is left out is what the package enables", async () => {
  const alone = { access: true, "threat-prevention": false, "desktop-security": false, qos: false };
  const { connection, commands } = await scriptedManagement({ "install-policy": [ok({ "task-id": "t1" })] });
  const session = await sessionOf(connection);
  expect(await session.installPolicy({ package: "Standard", targets: ["gw1"] })).toBe("t1");
  await session.installPolicy({ package: "Standard" });
  expect(
    commands()
      .slice(1)
      .map(({ body }) => body),
  ).toEqual([
    { "policy-package": "Standard", targets: ["gw1"], ...alone },
    { "policy-package": "Standard", ...alone },
  ]);
});

test("an installation that runs already is a kind of its own", async () => {
  const message =
    "Unable to start policy installation: Policy installation on a gateway gw1 (Threat policy) is already in progress";
  for (const status of [409, 500]) {
    const { connection } = await scriptedManagement({
      "install-policy": [refused(status, "err_policy_installation_failed", message)],
    });
    const error = await failureOf((await sessionOf(connection)).installPolicy({ package: "Standard" }));
    expect(isCheckPointError(error, "install-running")).toBe(true);
  }
});

test("tasks are read together, and one by one when the server does not know one of them", async () => {
  const task = (id: string) => ({
    "task-id": id,
    "task-name": "Publish",
    status: "Failed",
    "task-details": [{ "fault-message": "no  space" }, { statusDescription: "second" }],
  });
  const { connection, commands } = await scriptedManagement({
    "show-task": [
      refused(404, "generic_err_object_not_found", "Requested object [t2] not found"),
      ok({ tasks: [task("t1")] }),
      refused(404, "generic_err_object_not_found", "Requested object [t2] not found"),
    ],
  });
  const tasks = await (await sessionOf(connection)).showTasks(["t1", "t2"]);
  expect([...tasks]).toEqual([
    ["t1", { id: "t1", name: "Publish", status: "failed", faults: ["no space", "second"] }],
  ]);
  expect(
    commands()
      .slice(1)
      .map(({ body }) => body["task-id"]),
  ).toEqual([["t1", "t2"], "t1", "t2"]);
});
