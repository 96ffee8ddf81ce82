import { Checks } from "../../../core/checks";
import { isUnknown, UNKNOWN } from "../../../core/checks/unknown";
import { checkFirewall, firewallCollisions, firewallRevision } from "../../../core/sql-firewall";
import { firewall, SERVER, SUBNET } from "./worlds";

const GOOD = { server: SERVER, provider: { workload: "/orgs/1/workloads/db" } };

function problems(written: object): string[] {
  const checks = Checks.start({ isLater: isUnknown });
  checkFirewall("orders-db", { ...GOOD, ...written }, checks);
  return checks.problems.map(({ path, reason }) => `${path}: ${reason}`);
}

test("a firewall with nothing but a server and a provider gets the defaults", () => {
  const { owner: _, revision, ...declaration } = firewall();
  expect(declaration).toEqual({
    ...GOOD,
    name: "orders-db",
    ports: [{ protocol: "tcp", port: 1433 }],
    egress: {},
    unmapped: "report",
    sharedEgress: "report",
    includePublicIp: false,
    onSharedAddress: "union",
    azureServices: "leave",
    exclusive: false,
    allowInternet: false,
    maxRules: 250,
    maxRemovedShare: 0.5,
    markerAddress: "192.0.2.1",
    prefix: "illumio-iac",
  });
  expect(revision).toBe(firewallRevision(declaration));
});

test.each<[string, object, RegExp]>([
  ["no server", { server: undefined }, /^server: is missing; name the server/],
  [
    "a server with a domain",
    { server: { ...SERVER, serverName: "orders.database.windows.net" } },
    /^server\.serverName: must look like orders-sql/,
  ],
  [
    "a subscription that is no GUID",
    { server: { ...SERVER, subscriptionId: "x" } },
    /^server\.subscriptionId: /,
  ],
  ["no provider", { provider: undefined }, /^provider: is missing; say what the server is/],
  [
    "a provider by both",
    { provider: { workload: "a", labels: { role: { anyOf: ["db"] } } } },
    /^provider: must name either/,
  ],
  ["a provider by nothing", { provider: {} }, /^provider: must name either/],
  ["a provider that is everything", { provider: { labels: {} } }, /^provider: labels match every workload/],
  [
    "a label without a value",
    { provider: { labels: { role: {} } } },
    /^provider\.labels\.role: names no value/,
  ],
  ["no port", { ports: [] }, /^ports: must be a list of at least 1/],
  [
    "ports that go back",
    { ports: [{ port: 1433, toPort: 1000 }] },
    /^ports\[0\]: toPort 1000 is less than port 1433/,
  ],
  [
    "another protocol",
    { ports: [{ port: 1433, protocol: "icmp" }] },
    /^ports\[0\]\.protocol: must be tcp or udp/,
  ],
  [
    "an entry for nobody",
    { egress: { a: { publicRanges: ["20.0.0.1"] } } },
    /^egress\.a: must have either privateRanges or labels/,
  ],
  [
    "an entry for both",
    {
      egress: {
        a: { privateRanges: ["10.0.0.1"], labels: { env: { anyOf: ["x"] } }, publicRanges: ["20.0.0.1"] },
      },
    },
    /^egress\.a: must have either/,
  ],
  [
    "an entry from nowhere",
    { egress: { a: { privateRanges: ["10.0.0.1"] } } },
    /^egress\.a: must have publicRanges or subnetIds/,
  ],
  [
    "a private public range",
    { egress: { a: { privateRanges: ["10.0.0.1"], publicRanges: ["9.0.0.0-10.0.0.9"] } } },
    /^egress\.a\.publicRanges\[0\]: 9\.0\.0\.0-10\.0\.0\.9 holds 10\.0\.0\.0-10\.0\.0\.9, from which nobody comes/,
  ],
  [
    "a public range for documentation",
    { egress: { a: { privateRanges: ["10.0.0.1"], publicRanges: ["203.0.113.7"] } } },
    /holds 203\.0\.113\.7, from which nobody comes/,
  ],
  [
    "everything as a public range",
    { egress: { a: { privateRanges: ["10.0.0.1"], publicRanges: ["0.0.0.0/0"] } } },
    /holds 0\.0\.0\.0-0\.255\.255\.255/,
  ],
  [
    "a public private range",
    { egress: { a: { privateRanges: ["10.0.0.0/7"], publicRanges: ["20.0.0.1"] } } },
    /^egress\.a\.privateRanges\[0\]: 10\.0\.0\.0\/7 holds 11\.0\.0\.0-11\.255\.255\.255, which is not private/,
  ],
  [
    "an IPv6 range",
    { egress: { a: { privateRanges: ["fd00::/8"], publicRanges: ["20.0.0.1"] } } },
    /must be an IPv4 address, a network or a range a-b, got 'fd00::\/8'/,
  ],
  [
    "a text that is no range",
    { egress: { a: { privateRanges: ["office"], publicRanges: ["20.0.0.1"] } } },
    /got 'office'/,
  ],
  [
    "a subnet that is none",
    { egress: { a: { privateRanges: ["10.0.0.1"], subnetIds: ["web"] } } },
    /^egress\.a\.subnetIds\[0\]: must look like \/subscriptions/,
  ],
  [
    "an entry with a name that no message can show",
    { egress: { "a b": { privateRanges: ["10.0.0.1"], publicRanges: ["20.0.0.1"] } } },
    /^egress\["a b"\]: must have 1 to 64/,
  ],
  [
    "a marker at a real address",
    { markerAddress: "20.0.0.1" },
    /^markerAddress: must be an address for documentation/,
  ],
  [
    "a marker for a network",
    { markerAddress: "192.0.2.0/24" },
    /^markerAddress: must be an address for documentation/,
  ],
  ["a prefix with a dot", { prefix: "a.b" }, /^prefix: must look like/],
  ["a prefix that begins with a digit", { prefix: "1a" }, /^prefix: must look like/],
  ["a long prefix", { prefix: "a".repeat(31) }, /^prefix: has more than 30 characters/],
  ["too many rules", { maxRules: 257 }, /^maxRules: must be a whole number from 1 to 256/],
  ["another word", { azureServices: "deny" }, /^azureServices: must be leave, remove or allow/],
  [
    "a property that is unknown",
    { allowAll: true },
    /^allowAll: unknown property; known are server, provider/,
  ],
])("a firewall with %s is refused", (_what, written, reason) => {
  expect(problems(written)).toEqual([expect.stringMatching(reason)]);
});

test("values that are known later pass at any depth", () => {
  const entry = { privateRanges: UNKNOWN, publicRanges: ["20.0.0.1", UNKNOWN], subnetIds: [UNKNOWN] };
  expect(
    problems({
      server: { ...SERVER, serverName: UNKNOWN },
      provider: { workload: UNKNOWN },
      egress: { a: entry, b: { labels: { env: { anyOf: [UNKNOWN] } }, subnetIds: UNKNOWN }, c: UNKNOWN },
    }),
  ).toEqual([]);
  expect(problems({ server: UNKNOWN, provider: UNKNOWN, egress: UNKNOWN })).toEqual([]);
});

test("a range with host bits and lists in any order are one declaration each", () => {
  const of = (...publicRanges: string[]) =>
    firewall({ egress: { a: { privateRanges: ["10.8.1.1/16"], publicRanges } } });
  expect(of("20.0.0.2", "20.0.0.1", "20.0.0.2").egress).toEqual({
    a: { privateRanges: ["10.8.1.1/16"], publicRanges: ["20.0.0.1", "20.0.0.2"] },
  });
  expect(of("20.0.0.1").revision).not.toBe(of("20.0.0.2").revision);
});

test("two declarations of one server and one name collide, whatever the case of its place, and no others", () => {
  const one = firewall();
  const upper = { ...one, server: { ...SERVER, resourceGroupName: "ORDERS-RG" } };
  const others = [
    firewall({ name: "Orders-db" }),
    firewall({ prefix: "other" }),
    firewall({ server: { ...SERVER, serverName: "b" } }),
  ];
  expect(firewallCollisions([one, ...others, upper])).toEqual([[upper, one]]);
  expect(SUBNET).toMatch(/subnets\/web$/);
});
