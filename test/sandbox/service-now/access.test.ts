import { basic } from "../pce/pce-call";
import { startWorld, type World } from "./service-now-call";

const PATH = "table/cmdb_ci_server";
const START = Date.parse("2026-03-01T10:15:00Z");
let world: World;
beforeEach(async () => {
  world = await startWorld({ now: () => START });
});
afterEach(() => world.close());

const passwordGrant = (change: Record<string, string> = {}) => {
  const { username, password, clientId, clientSecret } = world.instance;
  const client = { client_id: clientId, client_secret: clientSecret };
  return world.token({ grant_type: "password", ...client, username, password, ...change });
};
const refreshGrant = (token: string) => {
  const { clientId, clientSecret } = world.instance;
  const client = { client_id: clientId, client_secret: clientSecret };
  return world.token({ grant_type: "refresh_token", ...client, refresh_token: token });
};
const callAs = async (authorization: string): Promise<number> =>
  (await world.call("GET", PATH, { authorization })).status;

test("a wrong password, a locked user and no credentials are refused with a challenge", async () => {
  const { username, password } = world.instance;
  expect(await callAs(basic(username, password))).toBe(200);
  for (const authorization of ["", "Bearer x", basic(username, "x"), basic("nobody", password)])
    expect(await callAs(authorization)).toBe(401);
  world.instance.changeUser(username, { locked: true });
  const refused = await world.call("GET", PATH);
  expect(refused.headers["www-authenticate"]).toMatch(/^BASIC/);
  expect(refused.json).toEqual({
    error: { message: "User Not Authenticated", detail: "Required to provide Auth information" },
    status: "failure",
  });
});

test("an access token is given out again while it is valid, and another one after it has expired", async () => {
  const first = (await passwordGrant()).json;
  expect(first).toMatchObject({ scope: "useraccount", token_type: "Bearer", expires_in: 1799 });
  world.instance.advance(1_000_000);
  expect((await passwordGrant()).json).toMatchObject({ access_token: first.access_token, expires_in: 799 });
  expect(await callAs(`Bearer ${first.access_token}`)).toBe(200);
  world.instance.advance(800_000);
  expect(await callAs(`Bearer ${first.access_token}`)).toBe(401);
  const second = (await refreshGrant(first.refresh_token)).json;
  expect(second.access_token).not.toBe(first.access_token);
  expect(second.refresh_token).toBe(first.refresh_token);
  expect(await callAs(`Bearer ${second.access_token}`)).toBe(200);
  world.instance.advance(8_640_000_000);
  expect((await refreshGrant(first.refresh_token)).status).toBe(401);
});

test("a token of a user who is locked since is refused", async () => {
  const { access_token: token, refresh_token: refresh } = (await passwordGrant()).json;
  world.instance.changeUser(world.instance.username, { locked: true });
  expect(await callAs(`Bearer ${token}`)).toBe(401);
  const { status, json } = await refreshGrant(refresh);
  expect([status, json.error_description]).toEqual([401, "access_denied"]);
});

test.each([
  [{ password: "x" }, "access_denied"],
  [{ client_secret: "x" }, "client_secret is wrong"],
  [{ client_id: "x" }, "client_id"],
  [{ grant_type: "client_credentials" }, "client_credentials"],
])("a token is refused with %j", async (change, reason) => {
  const { status, json } = await passwordGrant(change);
  expect([status, json.error_description]).toEqual([401, expect.stringContaining(reason)]);
});

test("a user without the role is refused, by name of what it takes", async () => {
  const viewer = world.instance.addUser({ name: "viewer", roles: ["snc_internal"] });
  const authorization = basic(viewer.name, viewer.password);
  for (const [method, path] of [
    ["GET", PATH],
    ["POST", PATH],
    ["GET", "stats/cmdb_ci"],
    ["POST", "identifyreconcile"],
  ] as const) {
    const { status, json } = await world.call(method, path, { authorization, body: { items: [] } });
    expect([status, json.error.message]).toEqual([403, "User Not Authorized"]);
    expect(json.error.detail).toMatch(/itil or asset/);
  }
});

test("the rule for the user counts before rules for roles, of which the lowest counts, and rules for all", async () => {
  const limit = async () => (await world.call("GET", PATH)).headers["x-ratelimit-limit"];
  expect(await limit()).toBeUndefined();
  world.instance.setRateLimits([{ callsPerHour: 5 }]);
  expect(await limit()).toBe("5");
  const roles = [
    { callsPerHour: 90, role: "itil" },
    { callsPerHour: 80, role: "itil" },
    { callsPerHour: 1, role: "asset" },
  ];
  world.instance.setRateLimits([{ callsPerHour: 5 }, ...roles]);
  expect(await limit()).toBe("80");
  world.instance.setRateLimits([{ callsPerHour: 300, user: "illumio-iac" }, { callsPerHour: 5 }, ...roles]);
  expect(await limit()).toBe("300");
});

test("one call too many in an hour is refused until the hour is over", async () => {
  world.instance.setRateLimits([{ callsPerHour: 2 }]);
  expect([await world.call("GET", PATH), await world.call("GET", PATH)].map(({ status }) => status)).toEqual([
    200, 200,
  ]);
  const refused = await world.call("GET", PATH);
  expect(refused.status).toBe(429);
  expect(refused.headers).toMatchObject({
    "retry-after": "2700",
    "x-ratelimit-limit": "2",
    "x-ratelimit-reset": String(Date.parse("2026-03-01T11:00:00Z") / 1000),
    "x-ratelimit-rule": expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  world.instance.advance(2_699_999);
  expect((await world.call("GET", PATH)).status).toBe(429);
  world.instance.advance(1);
  expect((await world.call("GET", PATH)).status).toBe(200);
});
