import { type Answer, type Call, startWithCall } from "../pce-call";

const PROFILES = "/orgs/1/pairing_profiles";
const HOST = { hostname: "db-1", interfaces: [{ name: "eth0", address: "10.0.0.9" }] };

let now = Date.parse("2026-03-01T00:00:00Z");
let world: Awaited<ReturnType<typeof startWithCall>>;
let call: Call;
beforeEach(async () => {
  world = await startWithCall({ seed: 3, now: () => now });
  call = world.call;
});
afterEach(() => world.close());

const makeProfile = async (profile: object): Promise<string> =>
  (await call("POST", PROFILES, { body: { enabled: true, ...profile } })).json.href;
const makeKey = async (profile: string): Promise<string> =>
  (await call("POST", `${profile}/pairing_key`, { body: {} })).json.activation_code;
const activate = (code: string, host: object = HOST): Promise<Answer> =>
  call("POST", "/agents/activate", { authorization: "", body: { activation_code: code, ...host } });
const refusal = async (answer: Promise<Answer>): Promise<[number, string]> => {
  const { status, json } = await answer;
  return [status, json[0].token];
};
const PAIRED = 201;

test("a code pairs as many hosts as its profile allowed when it was made, and each counts", async () => {
  const profile = await makeProfile({ allowed_uses_per_key: 2 });
  const code = await makeKey(profile);
  await call("PUT", profile, { body: { allowed_uses_per_key: 1 } });
  expect((await activate(code)).status).toBe(PAIRED);
  now += 1000;
  expect((await activate(code)).status).toBe(PAIRED);
  expect(await refusal(activate(code))).toEqual([406, "activation_code_used_up"]);
  expect((await call("GET", profile)).json).toMatchObject({
    total_use_count: 2,
    last_pairing_at: new Date(now).toISOString(),
  });
  expect((await activate(await makeKey(profile))).status).toBe(PAIRED);
});

test("a code expires by the clock of the PCE", async () => {
  const code = await makeKey(await makeProfile({ key_lifespan: 60 }));
  now += 59_999;
  expect((await activate(code)).status).toBe(PAIRED);
  now += 1;
  expect(await refusal(activate(code))).toEqual([406, "activation_code_expired"]);
});

test("a revoked code, one of a deleted profile and one of a disabled profile do not pair", async () => {
  const profile = await makeProfile({});
  const [code, other] = [await makeKey(profile), await makeKey(await makeProfile({}))];
  await call("PUT", profile, { body: { enabled: false } });
  expect(await refusal(activate(code))).toEqual([406, "pairing_profile_disabled"]);
  await call("PUT", profile, { body: { enabled: true } });
  await call("DELETE", `${profile}/pairing_keys`);
  expect(await refusal(activate(code))).toEqual([406, "invalid_activation_code"]);
  expect((await activate(other)).status).toBe(PAIRED);
  const orphan = await makeKey(profile);
  await call("DELETE", profile);
  expect(await refusal(activate(orphan))).toEqual([406, "invalid_activation_code"]);
  expect((await call("GET", "/orgs/1/workloads")).json).toHaveLength(1);
});

test.each([
  [{ ...HOST, hostname: "" }],
  [{ ...HOST, interfaces: [{ name: "eth0", address: "10.0.0" }] }],
  [{ ...HOST, labels: [] }],
  [{ hostname: "x" }],
])("an activation with the body %j is refused and uses nothing up", async (host) => {
  const code = await makeKey(await makeProfile({ allowed_uses_per_key: 1 }));
  expect(await refusal(activate(code, host))).toEqual([406, "input_validation_error"]);
  expect((await activate(code)).status).toBe(PAIRED);
});

test("an activation is an event of its agent that names the workload, a refused one too, without the code", async () => {
  const code = await makeKey(await makeProfile({}));
  const { workload } = (await activate(code)).json;
  await activate("f00d");
  const events = (await call("GET", "/orgs/1/events?event_type=agent.activate")).json;
  expect(events).toMatchObject([
    { status: "failure", action: { errors: [{ token: "invalid_activation_code" }] } },
    {
      status: "success",
      created_by: { agent: { href: expect.stringMatching(/\/agents\/\d+$/), hostname: "db-1" } },
      resource_changes: [{ resource: { workload: { href: workload.href } }, change_type: "create" }],
    },
  ]);
  expect(Object.keys(events[1].created_by)).toEqual(["agent"]);
  expect(JSON.stringify(events)).not.toContain(code);
});

test("an unmanaged workload of the same host stays beside the new one", async () => {
  const unmanaged = (await call("POST", "/orgs/1/workloads", { body: HOST })).json.href;
  const { workload } = (await activate(await makeKey(await makeProfile({})))).json;
  const found = (await call("GET", "/orgs/1/workloads?hostname=db-1")).json;
  expect(found.map(({ href, managed }: { href: string; managed: boolean }) => [href, managed])).toEqual([
    [unmanaged, false],
    [workload.href, true],
  ]);
});

describe("unpairing", () => {
  let ven: string;
  let workload: string;
  beforeEach(async () => {
    const { json } = await activate(await makeKey(await makeProfile({})));
    [ven, workload] = [json.ven.href, json.workload.href];
  });

  test.each(["vens", "workloads"])("by %s removes the VEN and its workload", async (kind) => {
    expect((await call("DELETE", workload)).status).toBe(405);
    const failures = (await call("PUT", "/orgs/1/workloads/bulk_delete", { body: [{ href: workload }] }))
      .json;
    expect(failures).toMatchObject([{ token: "method_not_allowed_error" }]);
    const body = { [kind]: [{ href: kind === "vens" ? ven : workload }] };
    expect((await call("PUT", `/orgs/1/${kind}/unpair`, { body })).status).toBe(204);
    expect((await call("GET", "/orgs/1/vens")).json).toEqual([]);
    expect((await call("GET", "/orgs/1/workloads")).json).toEqual([]);
    expect((await call("GET", workload)).json).toMatchObject({ deleted: true, online: false });
    expect(await refusal(call("PUT", `/orgs/1/${kind}/unpair`, { body }))).toEqual([406, "invalid_uri"]);
    expect((await call("GET", "/orgs/1/events?event_type=workloads.unpair")).json).toHaveLength(2);
  });

  test("refuses a bad body and another kind of object, and does nothing then", async () => {
    const refused = (body: object) => refusal(call("PUT", "/orgs/1/vens/unpair", { body }));
    expect(await refused({ vens: [] })).toEqual([406, "input_validation_error"]);
    expect(await refused({ vens: [{ href: ven }], firewall_restore: "open" })).toEqual([
      406,
      "input_validation_error",
    ]);
    expect(await refused({ vens: [{ href: ven }, { href: workload }] })).toEqual([406, "invalid_uri"]);
    expect((await call("GET", "/orgs/1/vens")).json).toHaveLength(1);
  });

  test("is allowed ten times a minute", async () => {
    const body = { vens: [{ href: workload }] };
    for (let count = 0; count < 10; count++)
      expect((await call("PUT", "/orgs/1/vens/unpair", { body })).status).toBe(406);
    const eleventh = await call("PUT", "/orgs/1/vens/unpair", { body });
    expect([eleventh.status, Number(eleventh.headers["retry-after"]) > 0]).toEqual([429, true]);
  });
});
