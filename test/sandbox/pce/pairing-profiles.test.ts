import { type PolicyWorld, startPolicyWorld } from "./policy/policy-world";

const PROFILES = "/orgs/1/pairing_profiles";

let world: PolicyWorld;
beforeEach(async () => {
  world = await startPolicyWorld();
});
afterEach(() => world.close());

test("a pairing profile needs only enabled, and shows labels without key and value", async () => {
  const web = await world.author.label("role", "web");
  const body = { enabled: true, name: "servers", labels: [{ href: web }], allowed_uses_per_key: 5 };
  const { status, json } = await world.call("POST", PROFILES, { body });
  expect(status).toBe(201);
  expect(json).toMatchObject({
    href: expect.stringMatching(/^\/orgs\/1\/pairing_profiles\/[1-9]\d*$/),
    labels: [{ href: web }],
    allowed_uses_per_key: 5,
    key_lifespan: "unlimited",
    enforcement_mode: "visibility_only",
    role_label_lock: true,
    total_use_count: 0,
    is_default: false,
    last_pairing_at: null,
    last_pairing_key_generated_at: null,
  });
  expect((await world.refused("DELETE", web))[0]).toBe(406);
  await world.author.change(json.href, { enabled: false, labels: [] });
  await world.author.remove(web);
  await world.author.remove(json.href);
  expect((await world.call("GET", json.href)).status).toBe(404);
});

test.each([
  [{ name: "no enabled" }],
  [{ enabled: true, allowed_uses_per_key: "5" }],
  [{ enabled: true, key_lifespan: 0 }],
  [{ enabled: true, is_default: true }],
])("a pairing profile is refused with the body %j", async (body) => {
  expect(await world.refused("POST", PROFILES, body)).toEqual([406, "input_validation_error"]);
});

test("a key is made for a profile, is another each time, and is in no answer and no event afterwards", async () => {
  const { href } = (await world.call("POST", PROFILES, { body: { enabled: true } })).json;
  const key = async () =>
    (await world.call("POST", `${href}/pairing_key`, { body: {} })).json.activation_code;
  const [first, second] = [await key(), await key()];
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(second).not.toBe(first);
  expect((await world.read(href)).last_pairing_key_generated_at).toEqual(expect.any(String));
  expect(JSON.stringify([await world.read(href), await world.read("/orgs/1/events")])).not.toContain(first);
  expect((await world.call("DELETE", `${href}/pairing_keys`)).status).toBe(204);
  await world.author.remove(href);
  expect((await world.call("DELETE", `${href}/pairing_keys`)).status).toBe(404);
});

test("a default profile for servers is there from the start", async () => {
  expect(await world.read(PROFILES)).toMatchObject([{ name: "Default (Servers)", is_default: true }]);
});
