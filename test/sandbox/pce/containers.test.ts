import { type PolicyWorld, startPolicyWorld } from "./policy/policy-world";

const CLUSTERS = "/orgs/1/container_clusters";

let world: PolicyWorld;
beforeEach(async () => {
  world = await startPolicyWorld();
});
afterEach(() => world.close());

const cluster = async (name: string) => (await world.call("POST", CLUSTERS, { body: { name } })).json;

test("a cluster has a token in the answer of its creation only, and a default profile", async () => {
  const { href, container_cluster_token: token } = await cluster("shop");
  expect(token).toMatch(/^1_[0-9a-f]{64}$/);
  expect(await world.read(href)).toMatchObject({ name: "shop", description: "", nodes: [], online: false });
  expect(JSON.stringify([await world.read(href), await world.read("/orgs/1/events")])).not.toContain(token);
  const profiles = await world.read(`${href}/container_workload_profiles`);
  expect(profiles).toMatchObject([{ name: "Default", managed: false, linked: false }]);
});

test("profiles are those of one cluster and die with it", async () => {
  const [shop, other] = [await cluster("shop"), await cluster("other")];
  const path = `${shop.href}/container_workload_profiles`;
  const { json: profile } = await world.call("POST", path, { body: { name: "web", managed: true } });
  expect(profile.href.startsWith(`${path}/`)).toBe(true);
  const { headers, json } = await world.call("GET", path);
  expect([json.length, headers["x-total-count"]]).toEqual([2, "2"]);
  expect(await world.read(`${other.href}/container_workload_profiles`)).toHaveLength(1);
  await world.author.change(profile.href, { description: "changed" });
  expect((await world.read(profile.href)).description).toBe("changed");
  await world.author.remove(shop.href);
  expect((await world.call("GET", profile.href)).status).toBe(404);
  expect(await world.read(CLUSTERS)).toHaveLength(1);
});

test("a profile assigns labels or restricts them, and shows their values", async () => {
  const web = await world.author.label("role", "web");
  const shop = await world.author.label("app", "shop");
  const { href } = await cluster("shop");
  const path = `${href}/container_workload_profiles`;
  const body = { name: "web", assign_labels: [{ href: web }] };
  const { json } = await world.call("POST", path, { body });
  expect(json).toMatchObject({ assign_labels: [{ href: web }], labels: [] });
  const labels = [
    { key: "role", assignment: { href: web } },
    { key: "app", restriction: [{ href: shop }] },
  ];
  await world.author.change(json.href, { labels });
  expect(await world.read(json.href)).toMatchObject({
    assign_labels: [],
    labels: [
      { key: "role", assignment: { href: web, value: "web" } },
      { key: "app", restriction: [{ href: shop, value: "shop" }] },
    ],
  });
  expect((await world.refused("DELETE", web))[0]).toBe(406);
  await world.author.change(json.href, { assign_labels: [{ href: web }] });
  expect(await world.read(json.href)).toMatchObject({ assign_labels: [{ href: web }], labels: [] });
  await world.author.remove(shop);
  const both = { name: "x", assign_labels: [{ href: web }], labels };
  expect(await world.refused("POST", path, both)).toEqual([406, "input_validation_error"]);
  await world.author.remove(href);
  await world.author.remove(web);
});

test("container workloads are what a test adds, and are found by label and address", async () => {
  const web = await world.author.label("role", "web");
  const { href: shop } = await cluster("shop");
  const pod = { name: "web-1", addresses: ["10.244.0.7"], labels: [web], cluster: shop };
  const href = world.pce.addContainerWorkload(pod);
  world.pce.addContainerWorkload({ name: "other", addresses: ["10.244.0.8"] });
  const path = "/orgs/1/container_workloads";
  expect(await world.read(`${path}?labels=${JSON.stringify([[web]])}`)).toMatchObject([
    {
      href,
      name: "web-1",
      namespace: "default",
      labels: [{ href: web, key: "role", value: "web" }],
      interfaces: [{ name: "eth0", address: "10.244.0.7" }],
      container_cluster: { href: shop, name: "shop" },
    },
  ]);
  expect(await world.read(`${path}?ip_address=10.244.0.8`)).toHaveLength(1);
  expect((await world.refused("DELETE", href))[0]).toBe(405);
  expect((await world.refused("DELETE", web))[0]).toBe(406);
  world.pce.removeContainerWorkload(href);
  expect(await world.read(path)).toHaveLength(1);
});

test("the interfaces of a workload are a list of their own", async () => {
  const href = await world.author.workload("db01", "10.0.0.1", []);
  const interfaces = await world.read(`${href}/interfaces`);
  expect(interfaces).toMatchObject([{ name: "eth0", address: "10.0.0.1", cidr_block: null }]);
  expect(interfaces).toEqual((await world.read(href)).interfaces);
  expect((await world.call("GET", `${href.slice(0, -1)}/interfaces`)).status).toBe(404);
});
