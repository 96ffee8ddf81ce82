import type { Cast } from "./cast";
import { LINUX_PORTS, SERVICE_PORTS, WINDOWS_PORTS } from "./ephemeral-ports";
import { AWS_API_ADDRESS, S3_ADDRESS } from "./three-tier-topology";

export const PARTNER_ADDRESS = "198.51.100.20";
export const MIRROR_ADDRESS = "198.51.100.30";

/** Visitors, load balancers, web, app, database and cache tiers, the function and the batch job. */
export function playTiers(cast: Cast): void {
  visitors(cast);
  webAndApp(cast);
  data(cast);
  outbound(cast);
  batch(cast);
}

function visitors(cast: Cast): void {
  const { random } = cast;
  const addresses = visitorAddresses(Math.ceil(400 * cast.rate));
  cast.often(0.7, () => {
    const client = addresses[Math.floor(addresses.length * random.next() ** 3)]!;
    const ipv6 = client.includes(":");
    const balancer = random.pick(cast.withRole("lb"));
    cast.tcp({
      client,
      server: balancer.addresses.find((address) => address.includes(":") === ipv6)!,
      port: random.chance(0.05) ? 80 : 443,
      clientPorts: random.pick([LINUX_PORTS, WINDOWS_PORTS, WINDOWS_PORTS, SERVICE_PORTS]),
      delay: random.integer(5, 90),
      exchanges: cast.talk({ count: cast.about(5), seconds: 4, up: 900, down: 30_000, idle: 0.1 }),
      close: random.pick(["client", "client", "server", "reset"]),
      straggles: random.chance(0.02),
    });
  });
}

function webAndApp(cast: Cast): void {
  const { random } = cast;
  for (const balancer of cast.withRole("lb")) {
    for (const web of cast.withRole("web")) {
      cast.pool(2, () => ({
        client: balancer.addresses[0]!,
        server: web.addresses[0]!,
        port: 8080,
        exchanges: cast.talk({ count: cast.about(20), seconds: 5, up: 1200, down: 25_000, idle: 0.05 }),
        close: random.pick(["client", "server"]),
      }));
    }
  }
  for (const web of cast.withRole("web")) {
    for (const server of appServices(cast)) {
      cast.pool(1, () => ({
        client: web.addresses[0]!,
        server,
        port: 50051,
        exchanges: cast.talk({ count: cast.about(250), seconds: 9, up: 700, down: 3000, idle: 0.3 }),
        close: random.pick(["client", "server", "reset"]),
      }));
    }
  }
  for (const name of ["app-1", "app-2"]) {
    cast.pool(1, () => ({
      client: random.pick(cast.withRole("lb")).addresses[0]!,
      server: cast.address(name),
      port: 50051,
      exchanges: cast.talk({ count: cast.about(100), seconds: 12, up: 600, down: 2500, idle: 0.2 }),
    }));
  }
  cast.often(45, () => {
    const [server, port] = random.pick([
      [random.pick(appServices(cast)), 50051],
      [cast.address("db-1"), 5432],
    ] as const);
    cast.tcp({
      client: cast.address("fn-1"),
      server,
      port,
      exchanges: cast.talk({ count: 3, seconds: 0.2, up: 400, down: 1500 }),
    });
  });
}

/** Where the web tier finds the app tier: `app-3` serves on its secondary address. */
function appServices(cast: Cast): string[] {
  return cast.withRole("app").map(({ name, addresses }) => addresses[name === "app-3" ? 1 : 0]!);
}

function data(cast: Cast): void {
  const { random } = cast;
  const containers = cast.host("app-4").addresses.slice(1);
  const clients = ["app-1", "app-2", "app-3"].map((name) => cast.address(name)).concat(containers);
  for (const client of clients) {
    cast.pool(3, () => ({
      client,
      server: cast.address("db-1"),
      port: 5432,
      exchanges: cast.talk({ count: cast.about(80), seconds: 15, up: 300, down: 4000, idle: 0.2 }),
      close: random.pick(["client", "client", "server"]),
    }));
    cast.pool(1, () => ({
      client,
      server: cast.address(random.pick(["cache-1", "cache-2"])),
      port: 6379,
      exchanges: cast.talk({ count: cast.about(200), seconds: 6, up: 80, down: 600 }),
    }));
  }
  for (const [client, server, port] of [
    ["db-2", "db-1", 5432],
    ["cache-2", "cache-1", 6379],
  ] as const) {
    cast.pool(1, () => ({
      client: cast.address(client),
      server: cast.address(server),
      port,
      exchanges: cast.talk({ count: 1e6, seconds: 8, up: 60, down: 20_000, idle: 0.2 }),
    }));
  }
}

function outbound(cast: Cast): void {
  const { random } = cast;
  const apps = () => cast.address(random.pick(cast.withRole("app")).name);
  cast.often(10, () =>
    cast.tcp({
      client: apps(),
      server: random.pick([PARTNER_ADDRESS, PARTNER_ADDRESS, AWS_API_ADDRESS]),
      port: 443,
      delay: 15,
      exchanges: cast.talk({ count: cast.about(3), seconds: 1, up: 1500, down: 6000 }),
      close: random.pick(["client", "server"]),
    }),
  );
  for (const name of ["app-1", "app-2"]) {
    cast.pool(1, () => ({
      client: cast.address(name),
      server: PARTNER_ADDRESS,
      port: 8443,
      delay: 15,
      exchanges: cast.talk({ count: cast.about(60), seconds: 30, up: 200, down: 200, idle: 0.7 }),
      close: "server",
    }));
  }
  cast.often(600, () =>
    cast.tcp({
      client: cast.address(random.pick(cast.withRole("web")).name),
      server: MIRROR_ADDRESS,
      port: 80,
      delay: 40,
      exchanges: cast.talk({ count: 20, seconds: 0.5, up: 300, down: 900_000 }),
    }),
  );
}

function batch(cast: Cast): void {
  const client = cast.address("batch-1");
  cast.regularly(600, () => {
    cast.tcp({
      client,
      server: cast.address("db-2"),
      port: 5432,
      exchanges: cast.talk({ count: 40, seconds: 4, up: 500, down: 400_000 }),
    });
    for (let part = 0; part < 5; part++) {
      cast.tcp({
        client,
        server: S3_ADDRESS,
        port: 443,
        delay: 2,
        exchanges: cast.talk({ count: 8, seconds: 2, up: 2_000_000, down: 300 }),
      });
    }
    cast.tcp({
      client,
      server: cast.address("erp-1"),
      port: 8443,
      delay: 2,
      exchanges: cast.talk({ count: 10, seconds: 3, up: 3000, down: 9000 }),
    });
  });
}

/** One in five visitors has an IPv6 address. */
function visitorAddresses(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    if (i % 5 === 4) return `2001:db8:f00d:${(i + 16).toString(16)}::${(i % 250) + 1}`;
    return i < 250 ? `203.0.113.${i + 1}` : `198.18.${(i >> 8) & 255}.${i & 255}`;
  });
}
