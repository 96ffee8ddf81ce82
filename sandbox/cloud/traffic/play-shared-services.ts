import type { Cast } from "./cast";
import { ping } from "./datagrams";
import { ICMP, ICMPV6 } from "./packet";
import { AMAZON_DNS_ADDRESS, AMAZON_TIME_ADDRESS, METADATA_ADDRESS } from "./three-tier-topology";
import type { Host } from "./topology";

const UPSTREAM_DNS = ["198.51.100.53", "198.51.100.54"];
const TIME_ADDRESS = "198.51.100.123";
const OFFICE_ADDRESS = "203.0.113.250";

/** Name resolution, time, system logs, monitoring and administration, and traffic that flow logs never show. */
export function playSharedServices(cast: Cast): void {
  names(cast);
  timeAndLogs(cast);
  monitoring(cast);
  administration(cast);
  unlogged(cast);
}

function names(cast: Cast): void {
  const { random } = cast;
  const resolver = cast.host("dns-1");
  for (const host of cast.instances.filter(({ name }) => name !== "dns-1")) {
    const [client, server] = sameFamily(host, resolver);
    cast.often(25, () => {
      cast.udp(client, server, 53, 45, cast.about(140));
      if (random.chance(0.02)) {
        const exchanges = [{ after: 0, up: 47, down: 1900 }];
        cast.tcp({ client, server, port: 53, exchanges });
      }
    });
  }
  cast.often(8, () => cast.udp(resolver.addresses[0]!, random.pick(UPSTREAM_DNS), 53, 48, cast.about(160)));
}

function timeAndLogs(cast: Cast): void {
  const { random } = cast;
  const timeServer = cast.address("dns-1");
  for (const [position, { name, addresses }] of cast.instances.entries()) {
    const client = addresses[0]!;
    const classic = position % 3 === 0;
    if (name !== "dns-1") {
      cast.regularly(128, () => cast.udp(client, timeServer, 123, 48, 48, classic ? 123 : undefined));
    }
    if (name === "log-1") continue;
    const logPort = classic ? 514 : random.integer(32768, 60999);
    cast.often(12, () => cast.udp(client, cast.address("log-1"), 514, cast.about(250), 0, logPort));
    if (position % 4 !== 1) continue;
    cast.pool(1, () => ({
      client,
      server: cast.address("log-1"),
      port: 6514,
      exchanges: cast.talk({ count: cast.about(300), seconds: 10, up: 2000, down: 1, idle: 0.1 }),
    }));
  }
  cast.regularly(256, () => cast.udp(timeServer, TIME_ADDRESS, 123, 48, 48, 123));
}

/**
 * Scrapes every host once a minute; half of the targets from one source port, used for all of them at the same time.
 */
function monitoring(cast: Cast): void {
  const { random } = cast;
  const monitor = cast.host("monitor-1");
  const client = monitor.addresses[0]!;
  const ports: Record<string, number> = { db: 5432, cache: 6379, lb: 443 };
  const targets = [...cast.instances, ...cast.withRole("db", "cache", "lb")];
  for (const [position, target] of targets.filter(({ name }) => name !== "monitor-1").entries()) {
    cast.regularly(60, () =>
      cast.tcp({
        client,
        server: target.addresses[0]!,
        port: ports[target.role] ?? 9100,
        ...(position % 2 === 0 && { clientPort: 40_000 }),
        exchanges: [{ after: 1, up: 220, down: cast.about(9000) }],
        close: random.pick(["client", "server"]),
      }),
    );
    if (position % 3 !== 0) continue;
    const [source, destination] = sameFamily(monitor, target);
    const protocol = source.includes(":") ? ICMPV6 : ICMP;
    cast.regularly(120, () => {
      const path = cast.network.open({ client: source, server: destination, port: 0, protocol });
      if (path) cast.spawn(ping(path, 3, { answered: target.name !== "log-1" }));
    });
  }
}

function administration(cast: Cast): void {
  const { random } = cast;
  const bastion = cast.address("bastion-1");
  cast.often(500, () =>
    cast.tcp({
      client: OFFICE_ADDRESS,
      server: bastion,
      port: 22,
      delay: 18,
      exchanges: cast.talk({ count: cast.about(100), seconds: 5, up: 100, down: 400, idle: 0.2 }),
    }),
  );
  cast.often(400, () =>
    cast.tcp({
      client: bastion,
      server: random.pick(cast.withRole("web", "app", "batch", "log")).addresses[0]!,
      port: 22,
      exchanges: cast.talk({ count: cast.about(60), seconds: 6, up: 100, down: 600, idle: 0.2 }),
    }),
  );
  for (const host of cast.instances) {
    cast.often(240, () =>
      cast.tcp({
        client: host.addresses[0]!,
        server: cast.address("endpoint-1"),
        port: 443,
        exchanges: cast.talk({ count: 2, seconds: 0.1, up: 900, down: 1800 }),
      }),
    );
  }
}

function unlogged(cast: Cast): void {
  const web = cast.address("web-1");
  cast.regularly(60, () => cast.udp(web, AMAZON_DNS_ADDRESS, 53, 40, 90));
  cast.regularly(64, () => cast.udp(web, AMAZON_TIME_ADDRESS, 123, 48, 48));
  cast.regularly(300, () =>
    cast.tcp({
      client: web,
      server: METADATA_ADDRESS,
      port: 80,
      exchanges: [{ after: 1, up: 150, down: 900 }],
    }),
  );
}

/** The addresses of both hosts, IPv6 where both have it. */
function sameFamily(a: Host, b: Host): [string, string] {
  const ipv6 = (host: Host) => host.addresses.find((address) => address.includes(":"));
  const [from, to] = [ipv6(a), ipv6(b)];
  return from && to ? [from, to] : [a.addresses[0]!, b.addresses[0]!];
}
