import type { Cast } from "./cast";
import type { PortRange } from "./ephemeral-ports";

/** Client ports of old Windows (VPC user guide, "Ephemeral ports"). */
const OLD_WINDOWS_PORTS: PortRange = [1025, 5000];

/**
 * Services that cannot be recognised by their port: they listen on ports that clients draw from or on ports of no known
 * service, and are called from low ports and from ports of known services. Only the opening shows who called.
 */
export function playOddPorts(cast: Cast): void {
  const { random } = cast;
  const app = () => cast.address(random.pick(cast.withRole("app")).name);
  const talk = () => cast.talk({ count: cast.about(6), seconds: 3, up: 400, down: 900, idle: 0.1 });
  const close = () => random.pick(["client", "server"] as const);
  // Remote procedure calls, on a port of the dynamic range.
  cast.often(15, () =>
    cast.tcp({
      client: cast.address("monitor-1"),
      server: app(),
      port: random.pick([49_667, 49_668]),
      exchanges: talk(),
      close: close(),
    }),
  );
  // A job service on no known port, called from ports below the ranges that clients draw from today.
  cast.often(20, () =>
    cast.tcp({
      client: cast.address("batch-1"),
      server: app(),
      port: 7946,
      clientPorts: OLD_WINDOWS_PORTS,
      exchanges: talk(),
      close: close(),
    }),
  );
  // Peers that call each other from the port on which they serve something else.
  cast.regularly(240, () =>
    cast.tcp({
      client: cast.address("web-1"),
      server: cast.address("app-1"),
      port: 41_000,
      clientPort: 9443,
      exchanges: talk(),
      close: "client",
    }),
  );
  cast.pool(1, () => ({
    client: cast.address("log-1"),
    server: cast.address("monitor-1"),
    port: 45_876,
    exchanges: cast.talk({ count: cast.about(100), seconds: 6, up: 700, down: 80 }),
    close: "server",
  }));
}
