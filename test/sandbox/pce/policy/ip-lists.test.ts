import fc from "fast-check";
import { readRanges } from "../../../../sandbox/pce/ip-lists/ip-range";
import { type PolicyWorld, startPolicyWorld } from "./policy-world";

const LISTS = "/orgs/1/sec_policy/draft/ip_lists";

describe("IP lists of the PCE simulator", () => {
  let world: PolicyWorld;
  beforeEach(async () => {
    world = await startPolicyWorld();
  });
  afterEach(() => world.close());

  test("are created with every attribute that clients read", async () => {
    const body = {
      name: "office",
      ip_ranges: [{ from_ip: "10.0.0.0/8" }],
      fqdns: [{ fqdn: "*.example.com" }],
    };
    const { status, json } = await world.call("POST", LISTS, { body });
    expect(status).toBe(201);
    expect(json).toEqual({
      href: expect.stringMatching(/^\/orgs\/1\/sec_policy\/draft\/ip_lists\/[1-9]\d*$/),
      name: "office",
      description: "",
      ip_ranges: [{ from_ip: "10.0.0.0/8", exclusion: false, description: "" }],
      fqdns: [{ fqdn: "*.example.com", description: "" }],
      external_data_set: null,
      external_data_reference: null,
      update_type: "create",
      created_at: expect.any(String),
      updated_at: expect.any(String),
      created_by: { href: "/users/1" },
      updated_by: { href: "/users/1" },
      deleted_at: null,
      deleted_by: null,
      caps: ["write", "provision"],
    });
  });

  test("are found by a part of the name, by an address in a range and by a part of a host name", async () => {
    await world.author.ipList("office", ["10.8.0.0/16", "192.0.2.1-192.0.2.9", "2001:db8::/32"]);
    await world.author.ipList("names", [], { fqdns: [{ fqdn: "*.Internal.example" }] });
    const names = async (query: string) =>
      (await world.read(`${LISTS}?${query}`)).map(({ name }: { name: string }) => name);
    expect(await names("name=FFI")).toEqual(["office"]);
    expect(await names("ip_address=10.8.3.4&name=o")).toEqual(["office"]);
    expect(await names("ip_address=192.0.2.5&name=o")).toEqual(["office"]);
    expect(await names("ip_address=2001:db8:1::1&name=o")).toEqual(["office"]);
    expect(await names("ip_address=10.9.0.1&name=o")).toEqual([]);
    expect(await names("fqdn=internal.ex")).toEqual(["names"]);
    expect(await world.refused("GET", `${LISTS}?ip_address=ten`)).toEqual([406, "input_validation_error"]);
  });

  test("have unique names", async () => {
    await world.author.ipList("office", []);
    expect(await world.refused("POST", LISTS, { name: "office" })).toEqual([406, "ip_list_name_not_unique"]);
  });

  test.each([
    [{ name: "x", ip_ranges: [{ from_ip: "10.0.0.256" }] }],
    [{ name: "x", ip_ranges: [{ from_ip: "10.0.0.0/33" }] }],
    [{ name: "x", ip_ranges: [{ from_ip: "10.0.0.9", to_ip: "10.0.0.1" }] }],
    [{ name: "x", ip_ranges: [{ from_ip: "10.0.0.1", to_ip: "2001:db8::1" }] }],
    [{ name: "x", ip_ranges: [{ from_ip: "10.0.0.0/8", to_ip: "10.0.0.1" }] }],
    [{ name: "x", ip_ranges: [{ to_ip: "10.0.0.1" }] }],
    [{ name: "x", href: "/orgs/1/sec_policy/draft/ip_lists/9" }],
    [{}],
  ])("are refused with the body %j", async (body) => {
    expect(await world.refused("POST", LISTS, body)).toEqual([406, "input_validation_error"]);
  });

  const without = (...excluded: object[]) => ({
    ip_ranges: [
      { from_ip: "10.0.1.0/24" },
      { from_ip: "10.0.0.0", to_ip: "10.0.0.255" },
      { from_ip: "192.0.2.7" },
      { from_ip: "2001:db8::/32" },
      ...excluded.map((range) => ({ ...range, exclusion: true })),
    ],
  });

  test("exclude what lies within their ranges, also in several that meet", async () => {
    const excluded = [
      { from_ip: "10.0.0.0/23" },
      { from_ip: "10.0.0.255", to_ip: "10.0.1.0" },
      { from_ip: "192.0.2.7" },
      { from_ip: "2001:db8:1::/48" },
    ];
    const { status, json } = await world.call("POST", LISTS, {
      body: { name: "x", ...without(...excluded) },
    });
    expect([status, json.ip_ranges.length]).toEqual([201, 8]);
  });

  test.each([
    { from_ip: "10.0.0.0/22" },
    { from_ip: "10.0.1.9", to_ip: "10.0.2.0" },
    { from_ip: "192.0.2.6" },
    { from_ip: "2001:db9::1" },
    { from_ip: "::a00:5" }, // has the number of 10.0.0.5
  ])("do not exclude what lies outside: %j", async (excluded) => {
    const refused = [406, "input_validation_error"];
    expect(await world.refused("POST", LISTS, { name: "x", ...without(excluded) })).toEqual(refused);
    const list = await world.author.ipList("office", ["10.0.0.0/8"]);
    expect(await world.refused("PUT", list, without(excluded))).toEqual(refused);
  });

  test("do not consist of exclusions", async () => {
    const body = { name: "x", ip_ranges: [{ from_ip: "10.0.0.0/8", exclusion: true }] };
    expect(await world.refused("POST", LISTS, body)).toEqual([406, "input_validation_error"]);
  });

  test("the list of all addresses is built in, in force, and stays as it is", async () => {
    const [any] = await world.read("/orgs/1/sec_policy/active/ip_lists?name=Any (0.0.0.0/0 and ::/0)");
    expect(any.ip_ranges.map(({ from_ip }: { from_ip: string }) => from_ip)).toEqual(["0.0.0.0/0", "::/0"]);
    const draft = any.href.replace("/active/", "/draft/");
    expect((await world.read(draft)).update_type).toBeNull();
    expect((await world.refused("PUT", draft, { description: "x" }))[0]).toBe(406);
    expect((await world.refused("DELETE", draft))[0]).toBe(406);
    expect(await world.read("/orgs/1/sec_policy/pending")).toEqual({});
  });
});

test.each([
  ["10.1.2.3/8", "10.0.0.0/8"],
  ["10.1.2.3/32", "10.1.2.3"],
  ["2001:DB8:0:0::1/32", "2001:db8::/32"],
  ["2001:db8::1/128", "2001:db8::1"],
  ["::ffff:10.0.0.1/120", "::ffff:10.0.0.0/120"],
  ["0.0.0.0/0", "0.0.0.0/0"],
])("the range %s is kept as %s", (text, kept) => {
  expect(readRanges([{ from_ip: text }])[0]!.from_ip).toBe(kept);
});

test("ranges that are the same once their host bits are cleared are merged", () => {
  const ranges = readRanges([
    { from_ip: "10.0.0.1/8" },
    { from_ip: "10.0.0.2/8" },
    { from_ip: "10.0.0.3/8", exclusion: true },
  ]);
  expect(ranges.map(({ exclusion }) => exclusion)).toEqual([false, true]);
});

test("a kept network is the same when it is written again", () => {
  const networks = fc.oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
  );
  fc.assert(
    fc.property(networks, ([address, bits]) => {
      const [once] = readRanges([{ from_ip: `${address}/${bits}` }]);
      const [twice] = readRanges([{ from_ip: once!.from_ip }]);
      return once!.from_ip === twice!.from_ip;
    }),
    { numRuns: 500 },
  );
});
