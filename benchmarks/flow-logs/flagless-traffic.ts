import { seeded } from "./sample-deliveries";

/** One conversation, and which of its directions the log shows. */
export interface Conversation {
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly port: number;
  readonly protocol: number;
  /** Whether the server answered. */
  readonly isAnswered: boolean;
}

type Random = (below: number) => number;
type Ports = readonly [from: number, to: number];

const TCP = 6;
const UDP = 17;
const LINUX: Ports = [32_768, 60_999];
const WINDOWS: Ports = [49_152, 65_535];
const OLD_WINDOWS: Ports = [1_025, 5_000];
/** Load balancers, NAT gateways, Lambda. */
const SERVICES: Ports = [1_024, 65_535];
/** NFS, as Linux draws them. */
const RESERVED: Ports = [665, 1_023];
const SCANNED = [
  21, 22, 23, 25, 53, 80, 110, 111, 135, 139, 143, 443, 445, 993, 995, 1433, 1521, 1723, 2049, 3306, 3389,
  5432, 5900, 5985, 6379, 8000, 8080, 8443, 8888, 9200, 11211, 27017,
];

/** What a log without TCP flags may hold in five minutes, by kind; made anew for each seed. */
export const FLAGLESS_TRAFFIC: Readonly<Record<string, (random: Random) => Conversation[]>> = {
  "load balancer to an unlisted port": (random) =>
    many(400, () => tcp(`10.0.1.${random(3)}`, draw(random, SERVICES), `10.0.2.${random(4)}`, 31_234)),
  "load balancer, six connections a target": (random) =>
    many(180, (n) => {
      const clientPort = random(8) === 0 ? [9_100, 8_080, 3_306, 6_379][random(4)]! : draw(random, SERVICES);
      return tcp("10.0.1.5", clientPort, `10.0.2.${n % 30}`, 31_234);
    }),
  "NAT gateway to unlisted ports outside": (random) =>
    many(300, () => {
      const service = random(6);
      return tcp("10.0.0.8", draw(random, SERVICES), `198.51.100.${service}`, 20_000 + service * 311);
    }),
  "Lambda to listed ports": (random) =>
    many(200, () =>
      tcp(`10.0.3.${random(9)}`, draw(random, SERVICES), "10.0.4.1", [5432, 6379, 443][random(3)]!),
    ),
  "many clients of one high unlisted port": (random) =>
    many(300, () => tcp(`10.0.${random(9)}.7`, draw(random, LINUX), "10.1.0.1", 49_668)),
  "few connections between high ports": (random) =>
    many(60, (n) => tcp(`10.0.${n}.7`, draw(random, WINDOWS), `10.1.${n >> 1}.1`, 49_667 + (n >> 1))),
  "old Windows clients of an unlisted port": (random) =>
    many(120, () => tcp(`10.0.5.${random(5)}`, draw(random, OLD_WINDOWS), "10.1.0.2", 7_946)),
  "NFS from reserved ports": (random) =>
    many(40, (n) => tcp(`10.0.6.${n}`, draw(random, RESERVED), "10.1.0.3", 2_049)),
  "one client port for all services": (random) =>
    many(60, (n) => tcp("10.0.7.1", 40_000, `10.1.1.${n}`, [9100, 443, 6379, 5432][random(4)]!)),
  "every client port reused over a day": (random) =>
    many(20_000, () => {
      const service = Math.floor((random(100) * random(100)) / 400);
      const port = [443, 5432, 6379, 31_234, 8_080, 7_777, 20_001][service % 7]!;
      return tcp(`10.0.8.${random(2)}`, 32_768 + random(1_000), `10.1.2.${service}`, port);
    }),
  "TCP scan of services from one port": (random) =>
    SCANNED.flatMap((port) => many(4, (n) => tcp("203.0.113.9", 61_000, `10.1.3.${n}`, port, random(3) > 0))),
  "TCP scan in turn from one port": () => many(500, (n) => tcp("203.0.113.9", 44_321, "10.1.3.1", 7_000 + n)),
  "TCP scan from any ports": (random) =>
    many(400, () => tcp("10.0.9.9", draw(random, LINUX), `10.1.3.${random(9)}`, 1 + random(10_000))),
  "UDP traceroute": () => many(90, (n) => udp("10.0.9.9", 52_001, "198.51.100.7", 33_434 + n, false)),
  "UDP probes to peers, unanswered": (random) =>
    many(40, (n) => udp("10.0.12.101", 51_755, `203.0.113.${n}`, draw(random, SERVICES), false)),
  "WireGuard hub and roaming clients": (random) =>
    many(80, (n) => udp(`198.51.100.${n}`, draw(random, SERVICES), "10.1.4.1", 51_820)),
  "WireGuard hub, every client at one port": () =>
    many(80, (n) => udp(`198.51.100.${n}`, 51_820, "10.1.4.1", 51_821)),
  "Tailscale host and peers behind NAT": (random) => [
    ...many(50, (n) => udp(`198.51.100.${n}`, draw(random, SERVICES), "10.0.12.101", 41_641)),
  ],
  "Tailscale host and its relays": (random) => [
    ...many(12, (n) => udp("10.0.12.101", 41_641, `203.0.113.${n}`, 3_478)),
    ...many(12, () => tcp("10.0.12.101", draw(random, LINUX), "203.0.113.1", 443)),
  ],
  "QUIC to a known and an unlisted port": (random) =>
    many(120, () => udp(`10.0.${random(9)}.3`, draw(random, LINUX), "10.1.5.1", [443, 50_443][random(2)]!)),
  "DNS, the resolver asks from any port": (random) => [
    ...many(200, () => udp(`10.0.${random(9)}.4`, draw(random, LINUX), "10.1.6.1", 53)),
    ...many(100, () => udp("10.1.6.1", draw(random, SERVICES), `198.51.100.${random(4)}`, 53)),
  ],
  "NTP, clients at port 123 and at any": (random) => [
    ...many(20, (n) => udp(`10.0.10.${n}`, 123, "10.1.7.1", 123)),
    ...many(20, (n) => udp(`10.0.11.${n}`, draw(random, LINUX), "10.1.7.1", 123)),
  ],
  "syslog one way, listed and unlisted": (random) =>
    many(60, (n) => udp(`10.0.13.${n}`, draw(random, LINUX), "10.1.8.1", [514, 35_514][random(2)]!, false)),
  "media at UDP ports below those of clients": (random) =>
    many(40, (n) => udp(`10.0.14.${n}`, draw(random, LINUX), "10.1.9.1", 16_384 + random(16_000))),
};

/** All kinds in one batch. */
export const TOGETHER = "all of these together";

/** Conversations of a kind, each once. */
export function flaglessTraffic(kind: string, seed: number): readonly Conversation[] {
  const kinds = kind === TOGETHER ? Object.values(FLAGLESS_TRAFFIC) : [FLAGLESS_TRAFFIC[kind]!];
  const all = kinds.flatMap((make) => make(seeded(seed)));
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

function many<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, number) => make(number));
}

function draw(random: Random, [from, to]: Ports): number {
  return from + random(to - from + 1);
}

function tcp(
  client: string,
  clientPort: number,
  server: string,
  port: number,
  isAnswered = true,
): Conversation {
  return { client, clientPort, server, port, protocol: TCP, isAnswered };
}

function udp(
  client: string,
  clientPort: number,
  server: string,
  port: number,
  isAnswered = true,
): Conversation {
  return { client, clientPort, server, port, protocol: UDP, isAnswered };
}
