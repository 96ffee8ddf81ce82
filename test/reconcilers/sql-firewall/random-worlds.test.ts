import fc from "fast-check";
import { ipRuleName, networkRuleName, subjectOf } from "../../../core/sql-firewall";
import { ipv4Of } from "../../../core/sql-firewall/egress-map";
import { consumer, firewall, list, SUBNET } from "../../core/sql-firewall/worlds";
import { Connection, FakeServer } from "./fake-server";
import { deploy, destroy, policyOf, sync } from "./scene";

const RANGES = ["20.0.0.1", "20.0.0.2", "20.0.0.3-20.0.0.6", "20.0.0.9", "20.0.0.0/29", "21.0.0.1"];
const SUBNETS = [SUBNET, `${SUBNET}-b`];
const egress = {
  office: { privateRanges: ["10.8.0.0/16"], publicRanges: ["20.0.0.7"] },
  shop: { labels: { env: { anyOf: ["prod"] } }, subnetIds: SUBNETS },
};
const definition = firewall({ egress, maxRemovedShare: 1 });
const SUBJECT = subjectOf({ prefix: "illumio-iac", name: "orders-db" });
const own = (range: string) => ipRuleName(SUBJECT, ipv4Of(range));
/** Names near ours that are those of others. */
const FOREIGN = [
  "office",
  "AllowAllWindowsAzureIps",
  "illumio-iac.orders-db",
  "illumio-iac.orders-db2.20.0.0.1-20.0.0.1",
  "illumio-iac.orders-db-20.0.0.1-20.0.0.1",
  "x.illumio-iac.orders-db.20.0.0.1-20.0.0.1",
  "illumio-iac.orders-db.notes",
  "illumio-iac.orders-db.20.0.0.1",
  "illumio-iac.other.rev.0123456789abcdef",
];
const OWN_NETWORK_RULES = SUBNETS.map((id) => networkRuleName(SUBJECT, id));
const isOwn = (name: string) =>
  (name.startsWith(`${SUBJECT}.`) && !FOREIGN.includes(name)) || OWN_NETWORK_RULES.includes(name);
const bounds = fc.constantFrom(
  ["20.0.0.1", "20.0.0.1"],
  ["20.0.0.0", "20.0.0.15"],
  ["0.0.0.0", "0.0.0.0"],
  ["10.0.0.1", "10.0.0.9"],
);
const ipRules = (names: readonly string[]) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...names), bounds), { selector: ([name]) => name });
const networkRules = fc.uniqueArray(
  fc.tuple(
    fc.constantFrom(
      "theirs",
      "illumio-iac",
      "illumio-iac-1234",
      networkRuleName("illumio-iac.other", SUBNET),
    ),
    fc.constantFrom(...SUBNETS),
  ),
  { selector: ([name]) => name },
);
const consumers = fc
  .tuple(fc.subarray(RANGES), fc.boolean(), fc.boolean())
  .map(([ranges, isOffice, isShop]) => [
    ...(ranges.length > 0 ? [list("Partners", ...ranges)] : []),
    ...(isOffice ? [consumer("web-1", { ranges: ["10.8.0.5"] })] : []),
    ...(isShop ? [consumer("shop-1", { ranges: ["10.9.0.5"], labels: ["env=prod"] })] : []),
  ]);
const world = fc.record({
  foreign: ipRules(FOREIGN),
  foreignNetwork: networkRules,
  stands: ipRules([...RANGES, "20.0.0.5", "9.9.9.9"].map(own)),
  standsNetwork: fc.subarray(SUBNETS),
  before: consumers,
  after: consumers,
  ends: fc.boolean(),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** The addresses that rules admit, in the plainest way. */
function admitted(server: FakeServer): string {
  const rules = [...server.rules.values()].filter(({ name }) => isOwn(name) && !name.includes(".rev."));
  const found = new Set<number>();
  for (const { start, end } of rules)
    for (let address = ipv4Of(start).first; address <= ipv4Of(end).last; address++) found.add(address);
  return [...found].sort((a, b) => a - b).join();
}

test("10,000 random servers reach what is wanted, with every rule of others bit by bit as it was, and a second run writes nothing", async () => {
  const one = async ({ foreign, foreignNetwork, stands, standsNetwork, before, after, ends }: World) => {
    const server = new FakeServer();
    for (const [name, [start, end]] of [...foreign, ...stands])
      server.put({ name, start: start!, end: end! });
    for (const [name, subnetId] of foreignNetwork) server.putNetwork({ name, subnetId });
    for (const subnetId of standsNetwork)
      server.putNetwork({ name: networkRuleName(SUBJECT, subnetId), subnetId });
    const others = () =>
      JSON.stringify([
        [...server.rules.values()].filter(({ name }) => !isOwn(name)),
        [...server.networkRules.values()].filter(({ name }) => !isOwn(name)),
      ]);
    const stood = others();
    await deploy(new Connection(server), definition, policyOf(before));
    const report = await sync(new Connection(server), definition, policyOf(after));
    expect(["in-sync", "written"]).toContain(report.outcome);
    const wanted = new Set<number>();
    for (const { ranges, source } of after) {
      const translated = source.title === "web-1" ? ["20.0.0.7"] : [];
      for (const { first, last } of [
        ...ranges.map((range) => ({ first: Number(range.first), last: Number(range.last) })),
        ...translated.map(ipv4Of),
      ])
        for (let address = first; address <= last; address++)
          if (address >= ipv4Of("20.0.0.0").first) wanted.add(address);
    }
    expect(admitted(server)).toBe([...wanted].sort((a, b) => a - b).join());
    const isShop = after.some(({ source }) => source.title === "shop-1");
    const subnets = [...server.networkRules.values()]
      .filter(({ name }) => isOwn(name))
      .map(({ subnetId }) => subnetId);
    expect(subnets.sort()).toEqual(isShop ? SUBNETS : []);
    expect(others()).toBe(stood);
    const again = new Connection(server);
    expect(await sync(again, definition, policyOf(after))).toMatchObject({ outcome: "in-sync" });
    expect(again.writes).toBe(0);
    if (!ends) return;
    await destroy(new Connection(server), definition);
    expect(others()).toBe(stood);
    expect(server.picture(isOwn)).toBe("");
  };
  await fc.assert(fc.asyncProperty(world, one), { numRuns: 10_000 });
}, 600_000);
