import { GroundTruth, type PacketObservation, threeTierTopology } from "../../../../sandbox/cloud/traffic";
import { Network, type OpenOptions } from "../../../../sandbox/cloud/traffic/network";
import type { Burst, Path } from "../../../../sandbox/cloud/traffic/path";
import { Random } from "../../../../sandbox/cloud/traffic/random";
import { Simulation } from "../../../../sandbox/cloud/traffic/simulation";
import { START } from "./observations";

const topology = threeTierTopology();
const nameOf = (id: string | undefined) => topology.hosts.find((host) => host.interfaceId === id)?.name;
const addressOf = (name: string) => topology.hosts.find((host) => host.name === name)!.addresses[0]!;
const SYN: Burst = { tcpFlags: 2, bytes: 60 };

function world() {
  const truth = new GroundTruth();
  const simulation = new Simulation(START);
  const network = new Network(topology, truth, simulation, new Random(1));
  const open = (options: Partial<OpenOptions>) =>
    network.open({
      client: addressOf("web-1"),
      server: addressOf("app-1"),
      port: 50051,
      protocol: 6,
      ...options,
    });
  /** What is seen when these packets are sent. */
  const send = (act: () => void): PacketObservation[] => {
    simulation.spawn(
      // biome-ignore lint/correctness/useYield: one step is enough
      (function* () {
        act();
      })(),
    );
    return [...simulation.run(START + 1)];
  };
  return { truth, open, send };
}

const summary = ({
  interfaceId,
  direction,
  src,
  dst,
  action,
  trafficPath,
  peerInterfaceId,
}: PacketObservation) =>
  [
    nameOf(interfaceId),
    direction,
    `${src} > ${dst}`,
    action,
    trafficPath ?? "-",
    nameOf(peerInterfaceId) ?? "-",
  ].join(" | ");

function exchange(options: Partial<OpenOptions>, use?: (path: Path) => void): string[] {
  const { open, send } = world();
  const path = open(options)!;
  const both = () => {
    path.fromClient(SYN);
    path.fromServer({ tcpFlags: 18, bytes: 60 });
  };
  return send(() => (use ? use(path) : both())).map(summary);
}

describe("a packet is seen", () => {
  it("at both interfaces of one VPC", () => {
    expect(exchange({})).toEqual([
      "web-1 | egress | 10.20.10.11 > 10.20.20.11 | ACCEPT | 1 | app-1",
      "app-1 | ingress | 10.20.10.11 > 10.20.20.11 | ACCEPT | - | web-1",
      "app-1 | egress | 10.20.20.11 > 10.20.10.11 | ACCEPT | 1 | web-1",
      "web-1 | ingress | 10.20.20.11 > 10.20.10.11 | ACCEPT | - | app-1",
    ]);
  });

  it("at both interfaces of peered VPCs", () => {
    expect(exchange({ server: addressOf("erp-1") }).slice(0, 2)).toEqual([
      "web-1 | egress | 10.20.10.11 > 10.30.5.10 | ACCEPT | 4 | erp-1",
      "erp-1 | ingress | 10.20.10.11 > 10.30.5.10 | ACCEPT | - | web-1",
    ]);
  });

  it("three times each way through the NAT gateway of the client's zone", () => {
    expect(exchange({ server: "203.0.113.5" })).toEqual([
      "web-1 | egress | 10.20.10.11 > 203.0.113.5 | ACCEPT | 1 | nat-1",
      "nat-1 | ingress | 10.20.10.11 > 203.0.113.5 | ACCEPT | - | web-1",
      "nat-1 | egress | 10.20.0.220 > 203.0.113.5 | ACCEPT | 2 | -",
      "nat-1 | ingress | 203.0.113.5 > 10.20.0.220 | ACCEPT | - | -",
      "nat-1 | egress | 203.0.113.5 > 10.20.10.11 | ACCEPT | 1 | web-1",
      "web-1 | ingress | 203.0.113.5 > 10.20.10.11 | ACCEPT | - | nat-1",
    ]);
    expect(exchange({ client: addressOf("web-2"), server: "203.0.113.5" })[1]).toMatch(/^nat-2/);
  });

  it.each([
    [
      "a public subnet",
      { client: addressOf("bastion-1"), server: "203.0.113.5" },
      "bastion-1 | egress | 10.20.0.5 > 203.0.113.5 | ACCEPT | 8 | -",
    ],
    [
      "an IPv6 address",
      { client: "2001:db8:14:200a::b", server: "2001:db8:f::1" },
      "web-1 | egress | 2001:db8:14:200a::b > 2001:db8:f::1 | ACCEPT | 8 | -",
    ],
    [
      "a gateway endpoint",
      { server: "192.0.2.10" },
      "web-1 | egress | 10.20.10.11 > 192.0.2.10 | ACCEPT | 7 | -",
    ],
    [
      "the internet",
      { client: "203.0.113.5", server: addressOf("lb-1") },
      "lb-1 | ingress | 203.0.113.5 > 10.20.0.21 | ACCEPT | - | -",
    ],
  ])("once each way from or to %s", (_, options, first) => {
    const seen = exchange(options);
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBe(first);
  });

  it("as accepted at the sender and rejected at the receiver when the receiver's security group stops it", () => {
    expect(exchange({}, (path) => path.fromClient({ ...SYN, rejectedAt: "receiver" }))).toEqual([
      "web-1 | egress | 10.20.10.11 > 10.20.20.11 | ACCEPT | 1 | app-1",
      "app-1 | ingress | 10.20.10.11 > 10.20.20.11 | REJECT | - | web-1",
    ]);
  });

  it("as rejected at the sender alone when the sender's security group stops it", () => {
    expect(
      exchange({ server: "203.0.113.5" }, (path) => path.fromClient({ ...SYN, rejectedAt: "sender" })),
    ).toEqual(["web-1 | egress | 10.20.10.11 > 203.0.113.5 | REJECT | 1 | nat-1"]);
  });
});

describe("the truth", () => {
  it("holds both legs through a NAT gateway, each with its own end and client port", () => {
    const { truth, open, send } = world();
    const path = open({ server: "203.0.113.5", port: 443 })!;
    send(() => path.fromClient(SYN));
    expect(truth.connections).toMatchObject([
      {
        client: "10.20.10.11",
        server: "203.0.113.5",
        port: 443,
        ends: [{ accepted: true, acceptedOpeningAt: START }],
      },
      {
        client: "10.20.0.220",
        server: "203.0.113.5",
        port: 443,
        ends: [{ accepted: true, acceptedOpeningAt: START }],
      },
    ]);
    expect(truth.connections.map(({ ends }) => ends.map(({ interfaceId }) => nameOf(interfaceId)))).toEqual([
      ["web-1"],
      ["nat-1"],
    ]);
  });

  it("has no connection that no flow log shows", () => {
    const { truth, open } = world();
    open({ server: "169.254.169.254", port: 80 });
    expect(truth.connections).toEqual([]);
  });
});

describe("client ports", () => {
  it("come from the range of the client's kind", () => {
    const { truth, open } = world();
    for (let i = 0; i < 300; i++) {
      open({});
      open({ client: addressOf("lb-1"), port: 8080 });
    }
    const ports = (client: string) =>
      truth.connections.filter((each) => each.client === client).map(({ clientPort }) => clientPort);
    const [linux, balancer] = [ports(addressOf("web-1")), ports(addressOf("lb-1"))];
    expect([Math.min(...linux) >= 32768, Math.max(...linux) <= 60999]).toEqual([true, true]);
    expect([Math.min(...balancer) < 32768, Math.min(...balancer) >= 1024]).toEqual([true, true]);
  });

  it("are not used twice to one server at a time, but to several servers and again later", () => {
    const { open } = world();
    const first = open({ clientPort: 40_000 })!;
    expect(open({ clientPort: 40_000 })).toBeUndefined();
    expect(open({ clientPort: 40_000, server: addressOf("app-2") })).toBeDefined();
    first.release();
    expect(open({ clientPort: 40_000 })).toBeDefined();
  });
});

it("the network refuses a connection between two unknown addresses", () => {
  expect(() => world().open({ client: "203.0.113.5", server: "203.0.113.6" })).toThrow(
    "Neither 203.0.113.5 nor",
  );
});
