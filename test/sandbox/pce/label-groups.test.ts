import type { PceSimulator } from "../../../sandbox/pce";
import { type Call, startWithCall } from "./pce-call";

const GROUPS = "/orgs/1/sec_policy/draft/label_groups";
const ACTIVE = "/orgs/1/sec_policy/active/label_groups";

let pce: PceSimulator;
let call: Call;
let close: () => Promise<void>;
let web: string;

beforeEach(async () => {
  ({ pce, call, close } = await startWithCall({ seed: 1 }));
  web = (await call("POST", "/orgs/1/labels", { body: { key: "role", value: "web" } })).json.href;
});
afterEach(() => close());

const create = async (name: string, more: object = {}) =>
  (await call("POST", GROUPS, { body: { name, key: "role", ...more } })).json;
const provision = (body: object = {}) => call("POST", "/orgs/1/sec_policy", { body });
const list = async (path: string) => (await call("GET", path)).json.map(({ name }: { name: string }) => name);

test("a group is a draft until it is provisioned", async () => {
  const group = await create("front", { labels: [{ href: web }] });
  expect(group).toMatchObject({
    href: expect.stringMatching(/^\/orgs\/1\/sec_policy\/draft\/label_groups\/[0-9a-f-]{36}$/),
    update_type: "create",
    labels: [{ href: web, key: "role", value: "web" }],
    sub_groups: [],
  });
  expect(await list(ACTIVE)).toEqual([]);
  const pending = (await call("GET", "/orgs/1/sec_policy/pending")).json;
  expect(pending).toEqual({
    label_groups: [expect.objectContaining({ href: group.href, update_type: "create" })],
  });

  const body = { update_description: "front", change_subset: { label_groups: [{ href: group.href }] } };
  expect(await provision(body)).toMatchObject({
    status: 201,
    json: { version: 1, commit_message: "front", object_counts: { label_groups: 1 } },
  });
  const [active] = (await call("GET", ACTIVE)).json;
  expect(active).toMatchObject({
    href: group.href.replace("draft", "active"),
    name: "front",
    update_type: null,
  });
  expect((await call("GET", "/orgs/1/sec_policy/pending")).json).toEqual({});
});

test("a provisioning with a subset leaves the other changes pending, and one without takes all", async () => {
  const one = await create("one");
  await create("two");
  await provision({ change_subset: { label_groups: [{ href: one.href }] } });
  expect(await list(ACTIVE)).toEqual(["one"]);
  await provision();
  expect(await list(ACTIVE)).toEqual(["one", "two"]);
});

test("a group is not provisioned without the new group that it refers to", async () => {
  const inner = await create("inner");
  const outer = await create("outer", { sub_groups: [{ href: inner.href }] });
  const groups = (...hrefs: string[]) => ({
    change_subset: { label_groups: hrefs.map((href) => ({ href })) },
  });
  const refused = await provision(groups(outer.href));
  expect([refused.status, refused.json[0].token]).toEqual([406, "input_validation_error"]);
  expect(refused.json[0].message).toContain(`without ${inner.href}`);
  expect(await list(ACTIVE)).toEqual([]);
  expect((await provision(groups(outer.href, inner.href))).status).toBe(201);
  await call("PUT", inner.href, { body: { description: "changed" } });
  await call("PUT", outer.href, { body: { description: "changed" } });
  expect((await provision(groups(outer.href))).status).toBe(201);
});

test("a deletion is not provisioned without the change that takes the group out of another", async () => {
  const inner = await create("inner");
  const outer = await create("outer", { sub_groups: [{ href: inner.href }] });
  await provision();
  await call("PUT", outer.href, { body: { sub_groups: [] } });
  await call("DELETE", inner.href);
  const groups = { label_groups: [{ href: inner.href }] };
  expect((await provision({ change_subset: groups })).status).toBe(406);
  groups.label_groups.push({ href: outer.href });
  expect((await provision({ change_subset: groups })).status).toBe(201);
  expect(await list(ACTIVE)).toEqual(["outer"]);
});

test("a deletion waits for provisioning, keeps the name taken, and a PUT does not take it back", async () => {
  const { href } = await create("front");
  await provision();
  expect((await call("DELETE", href)).status).toBe(204);
  expect((await call("GET", href)).json.update_type).toBe("delete");
  expect(await list(ACTIVE)).toEqual(["front"]);
  const again = await call("POST", GROUPS, { body: { name: "front", key: "role" } });
  expect([again.status, again.json[0].token]).toEqual([406, "name_must_be_unique"]);
  await call("PUT", href, { body: { description: "x" } });
  expect((await call("GET", href)).json.update_type).toBe("delete");
  await provision();
  expect([(await call("GET", href)).status, await list(ACTIVE)]).toEqual([404, []]);
});

test("a deleted group is gone at once when it was never provisioned", async () => {
  const { href } = await create("front");
  await call("DELETE", href);
  expect((await call("GET", href)).status).toBe(404);
});

test("the active policy refers to active groups and cannot be written", async () => {
  const inner = await create("inner", { labels: [{ href: web }] });
  const outer = await create("outer", { sub_groups: [{ href: inner.href }] });
  await provision();
  const active = (await call("GET", outer.href.replace("draft", "active"))).json;
  expect(active.sub_groups).toEqual([{ href: inner.href.replace("draft", "active"), name: "inner" }]);
  expect((await call("PUT", active.href, { body: { name: "x" } })).status).toBe(405);
  expect((await call("DELETE", inner.href)).status).toBe(406);
});

test("a label stays as long as the draft or the active policy has it in a group", async () => {
  const { href } = await create("front", { labels: [{ href: web }] });
  await provision();
  await call("PUT", href, { body: { labels: [] } });
  const refused = await call("DELETE", web);
  expect([refused.status, refused.json[0].token]).toEqual([406, "label_referenced_by_label_group"]);
  await provision();
  expect((await call("DELETE", web)).status).toBe(204);
});

test("a revert removes the listed pending changes or all of them", async () => {
  const { href } = await create("front");
  await provision();
  await call("PUT", href, { body: { name: "back" } });
  const other = await create("other");
  await call("PUT", "/orgs/1/sec_policy/delete", { body: { change_subset: { label_groups: [{ href }] } } });
  expect((await call("GET", href)).json).toMatchObject({ name: "front", update_type: null });
  expect((await call("DELETE", "/orgs/1/sec_policy/pending")).status).toBe(204);
  expect((await call("GET", other.href)).status).toBe(404);
});

test.each(["label_groups", "ip_lists"])(
  "%s are not found under a policy version that does not exist",
  async (kind) => {
    expect((await call("GET", `/orgs/1/sec_policy/newest/${kind}`)).status).toBe(404);
  },
);

test.each([
  [{ name: "x" }, "input_validation_error"],
  [{ name: "x", key: "role", color: "red" }, "input_validation_error"],
])("a group is refused with the body %j", async (body, token) => {
  const { status, json } = await call("POST", GROUPS, { body });
  expect([status, json[0].token]).toEqual([406, token]);
});

test("writes and provisioning are recorded as events", async () => {
  await create("front");
  await provision();
  const events = (await call("GET", "/orgs/1/events")).json.map(
    ({ event_type: type }: { event_type: string }) => type,
  );
  expect(events).toEqual(expect.arrayContaining(["label_group.create", "sec_policy.create"]));
  expect(pce.store.policy.versions).toHaveLength(1);
});
