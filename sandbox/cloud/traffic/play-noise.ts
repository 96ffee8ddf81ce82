import type { Cast } from "./cast";
import { ping } from "./datagrams";
import { SERVICE_PORTS } from "./ephemeral-ports";
import { ACK, FIN, ICMP, PSH, SYN, TCP, UDP } from "./packet";
import type { Process } from "./simulation";
import { droppedProbe, refusedProbe } from "./tcp-session";

const SCANNERS = ["198.51.100.66", "198.51.100.67", "203.0.113.251"];
const MAIL_ADDRESS = "198.51.100.25";

/** Traffic that security groups stop, and traffic to closed ports. */
export function playNoise(cast: Cast): void {
  internetScanners(cast);
  ownProbes(cast);
  inventoryScan(cast);
}

function internetScanners(cast: Cast): void {
  const { random } = cast;
  const exposed = cast.withRole("lb", "bastion", "nat");
  cast.often(4, () => {
    const client = random.pick(SCANNERS);
    const server = random.pick(exposed).addresses[0]!;
    const port = random.pick([23, 2323, 3389, 445, 5900, 8080, random.integer(1, 65535)]);
    const isUdp = random.chance(0.1);
    const path = cast.network.open({
      client,
      server,
      port,
      protocol: isUdp ? UDP : TCP,
      clientPorts: SERVICE_PORTS,
    });
    if (path === undefined) return;
    const odd = random.chance(0.05);
    const tcpFlags = isUdp ? 0 : odd ? random.pick([SYN | FIN, FIN | PSH | 32, 0, ACK]) : SYN;
    path.fromClient({ tcpFlags, bytes: 40, rejectedAt: "receiver" });
    path.release();
  });
  cast.often(90, () => {
    const server = cast.address("bastion-1");
    const path = cast.network.open({ client: random.pick(SCANNERS), server, port: 0, protocol: ICMP });
    if (path) cast.spawn(ping(path, 2, { delay: 40 }));
  });
}

/** Mistakes of the application: mail that its own security group stops, calls that the far side stops or refuses. */
function ownProbes(cast: Cast): void {
  const { random } = cast;
  const probe = (client: string, server: string, port: number, process: (path: Opened) => Process) => {
    const path = cast.network.open({ client, server, port, protocol: TCP });
    if (path) cast.spawn(process(path));
  };
  cast.often(120, () =>
    probe(cast.address("web-3"), MAIL_ADDRESS, 25, (path) => droppedProbe(path, "sender", 3)),
  );
  cast.often(60, () => {
    const client = cast.address(random.pick(["web-2", "app-2", "app-4"]));
    probe(
      client,
      cast.address(random.pick(["db-2", "erp-1", "cache-1"])),
      random.pick([3306, 1433, 11211]),
      (path) => droppedProbe(path, "receiver", 4),
    );
  });
  cast.often(60, () =>
    probe(cast.address("app-1"), cast.address(random.pick(["web-1", "batch-1"])), 8888, (path) =>
      refusedProbe(path, 1),
    ),
  );
}

type Opened = NonNullable<ReturnType<Cast["network"]["open"]>>;

/** Once an hour the monitor tries a hundred ports on every host, in quick succession. */
function inventoryScan(cast: Cast): void {
  cast.regularly(3600, () => cast.spawn(scan(cast)));
}

function* scan(cast: Cast): Process {
  const client = cast.address("monitor-1");
  for (const { name, role, addresses } of cast.hosts) {
    if (name === "monitor-1" || role === "nat") continue;
    for (let tried = 0; tried < 100; tried++) {
      const port = cast.random.integer(1, 10_000);
      yield cast.random.integer(20, 60);
      const path = cast.network.open({ client, server: addresses[0]!, port, protocol: TCP });
      if (path === undefined) continue;
      const refused = cast.random.chance(0.1);
      cast.spawn(refused ? refusedProbe(path, 1) : droppedProbe(path, "receiver", 1));
    }
  }
}
