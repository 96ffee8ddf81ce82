import { type PolicyWorld, startPolicyWorld } from "./policy-world";

const SERVICES = "/orgs/1/sec_policy/draft/services";

let world: PolicyWorld;
beforeEach(async () => {
  world = await startPolicyWorld();
});
afterEach(() => world.close());

const names = async (query: string) =>
  (await world.read(`${SERVICES}?${query}`)).map(({ name }: { name: string }) => name);

test("services are found by port, also inside a range, and by protocol", async () => {
  await world.author.service("web", [{ proto: 6, port: 443 }]);
  await world.author.service("low", [{ proto: 6, port: 1, to_port: 1023 }]);
  await world.author.service("dns", [{ proto: 17, port: 53 }]);
  expect(await names("port=443")).toEqual(["web", "low"]);
  expect(await names("port=1023")).toEqual(["low"]);
  expect(await names("proto=17")).toEqual(["dns"]);
});

test("two services may have one name", async () => {
  await world.author.service("web", [{ proto: 6, port: 443 }]);
  await world.author.service("web", [{ proto: 6, port: 8443 }]);
  expect(await names("name=web")).toEqual(["web", "web"]);
});

test("a service shows only the kinds of ports that it has", async () => {
  const windows = { name: "spooler", windows_services: [{ service_name: "spooler" }] };
  const { json } = await world.call("POST", SERVICES, { body: windows });
  expect(json).toMatchObject({ windows_services: [{ service_name: "spooler" }], process_name: "" });
  expect(json).not.toHaveProperty("service_ports");
  const web = await world.read(await world.author.service("web", [{ proto: 6, port: 443 }]));
  expect(web).not.toHaveProperty("windows_services");
});

test.each([
  [{ name: "x", service_ports: [] }],
  [{ name: "x", service_ports: [{ port: 443 }] }],
  [{ name: "x", service_ports: [{ proto: 6, port: 70_000 }] }],
  [{ name: "x", service_ports: [{ proto: 6, port: 443, to_port: 80 }] }],
  [{ name: "x", service_ports: [{ proto: 6, to_port: 80 }] }],
])("a service is refused with the body %j", async (body) => {
  expect(await world.refused("POST", SERVICES, body)).toEqual([406, "input_validation_error"]);
});

test("the service of every protocol is built in and in force", async () => {
  const [all] = await world.read("/orgs/1/sec_policy/active/services?name=All Services");
  expect(all).toMatchObject({ service_ports: [{ proto: -1 }], update_type: null });
  expect((await world.refused("DELETE", all.href.replace("/active/", "/draft/")))[0]).toBe(406);
});
