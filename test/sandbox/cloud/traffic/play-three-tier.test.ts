import { createHash } from "node:crypto";
import { FlowLogRecorder } from "../../../../sandbox/aws/flow-logs";
import {
  type Connection,
  connectionsInRecords,
  type FlowLogView,
  interfacesOf,
  type PacketObservation,
  playThreeTier,
  type TrafficType,
  threeTierTopology,
} from "../../../../sandbox/cloud/traffic";
import { START } from "./observations";

const topology = threeTierTopology();
const { hosts, vpcs, subnets } = topology;
const idOf = (name: string) => hosts.find((host) => host.name === name)!.interfaceId;
const addressOf = (name: string) => hosts.find((host) => host.name === name)!.addresses[0]!;

const FIELDS =
  "interface-id srcaddr dstaddr srcport dstport protocol action log-status tcp-flags pkt-srcaddr pkt-dstaddr instance-id".split(
    " ",
  );

function watch(resourceId: string, trafficType: TrafficType) {
  const interfaces = interfacesOf(topology, resourceId);
  const log = new FlowLogRecorder({
    fields: FIELDS,
    trafficType,
    aggregationInSeconds: 60,
    interfaces,
    region: topology.region,
    unloggedAddresses: topology.unloggedAddresses,
  });
  const view: FlowLogView = { trafficType, interfaceIds: interfaces.map(({ id }) => id) };
  return { log, view, messages: [] as string[] };
}

const subnet = (name: string) => subnets.find((each) => each.name === name)!.id;
const logs = {
  shop: watch(vpcs[0]!.id, "ACCEPT"),
  everything: watch(vpcs[0]!.id, "ALL"),
  rejected: watch(vpcs[0]!.id, "REJECT"),
  data: watch(subnet("data-b"), "ALL"),
  natGateway: watch(idOf("nat-1"), "ACCEPT"),
  erp: watch(vpcs[1]!.id, "ALL"),
};

const { packets, truth } = playThreeTier({ topology, start: START });
let observations = 0;
let isOrdered = true;
const unlogged: PacketObservation[] = [];
let previous = START;
for (const packet of packets) {
  observations++;
  isOrdered &&= packet.time >= previous;
  previous = packet.time;
  if (packet.dst.startsWith("169.254.") || packet.dst === "10.20.0.2") unlogged.push(packet);
  for (const { log } of Object.values(logs)) log.observe(packet);
}
for (const { log, messages } of Object.values(logs)) {
  for (const { events } of log.flush(START + 3_720_000))
    messages.push(...events.map(({ message }) => message));
}

const rows = (messages: readonly string[]) =>
  messages.map((message): Record<string, string> => {
    const values = message.split(" ");
    return Object.fromEntries(FIELDS.map((field, i) => [field, values[i]!]));
  });

describe("an hour of the three-tier application", () => {
  it("has 40,000 to 80,000 records in a flow log on the shop's VPC", () => {
    expect(logs.shop.messages.length).toBeGreaterThan(40_000);
    expect(logs.shop.messages.length).toBeLessThan(80_000);
  });

  it("comes in time order and within the hour", () => {
    expect(observations).toBeGreaterThan(100_000);
    expect(isOrdered).toBe(true);
    expect(previous).toBeLessThan(START + 3_600_000);
  });

  it.each(Object.entries(logs))(
    "shows in flow log %s the connections that the truth says it can show",
    (_, log) => {
      for (const includeRejected of [false, true]) {
        const shown = connectionsInRecords({
          truth,
          fields: FIELDS,
          messages: log.messages,
          includeRejected,
        });
        const visible = [...truth.visible({ ...log.view, includeRejected })];
        const opened = visible.filter(({ openings }) => openings.length > 0);
        expect([...shown.lines].sort()).toEqual([...new Set(visible.map(({ line }) => line))].sort());
        expect([...shown.opened].sort()).toEqual([...new Set(opened.map(({ line }) => line))].sort());
      }
    },
  );

  it("never has one 5-tuple with both roles", () => {
    const tuples = new Set<string>();
    for (const { client, clientPort, server, port, protocol } of truth.connections) {
      if (port !== 0) tuples.add(`${client} ${clientPort} ${server} ${port} ${protocol}`);
    }
    const reversed = truth.connections.filter(({ client, clientPort, server, port, protocol }) =>
      tuples.has(`${server} ${port} ${client} ${clientPort} ${protocol}`),
    );
    expect(reversed).toEqual([]);
  });

  it("is the same for the same seed, and another for another", () => {
    const digest = (seed: number) => {
      const hash = createHash("sha256");
      for (const packet of playThreeTier({ topology, start: START, minutes: 3, seed }).packets) {
        hash.update(JSON.stringify(packet));
      }
      return hash.digest("hex");
    };
    expect(digest(7)).toBe(digest(7));
    expect(digest(7)).not.toBe(digest(8));
  });

  it("has packets that no flow log shows, and none of them in the truth", () => {
    expect(unlogged.length).toBeGreaterThan(100);
    const hidden = (address: string) => address.startsWith("169.254.") || address === "10.20.0.2";
    expect(truth.connections.filter(({ server }) => hidden(server))).toEqual([]);
    expect(rows(logs.everything.messages).filter((row) => hidden(row["dstaddr"]!))).toEqual([]);
  });
});

describe("the hour holds", () => {
  const records = rows(logs.everything.messages);
  const some = (test: (connection: Connection) => boolean) => truth.connections.filter(test).length;

  it.each<[string, (connection: Connection) => boolean]>([
    ["connections open before it began", ({ openedAt }) => openedAt === undefined],
    ["IPv6 connections", ({ client }) => client.includes(":")],
    ["DNS lookups", ({ port, protocol }) => port === 53 && protocol === 17],
    ["time requests from port 123", ({ port, clientPort }) => port === 123 && clientPort === 123],
    ["system logs", ({ port }) => port === 514],
    ["pings", ({ protocol }) => protocol === 1],
    ["pings over IPv6", ({ protocol }) => protocol === 58],
    [
      "clients with a port below 32768 of a service above",
      ({ port, clientPort }) => port === 50051 && clientPort < 32768,
    ],
    ["servers on a secondary address", ({ server, port }) => server === "10.20.20.113" && port === 50051],
    ["clients on a secondary address", ({ client }) => client === "10.20.21.141"],
    ["connections to the peered VPC", ({ server }) => server === "10.30.5.10"],
    ["legs behind a NAT gateway", ({ client }) => client === "10.20.0.220"],
  ])("%s", (_, test) => {
    expect(some(test)).toBeGreaterThan(1);
  });

  it("legs in front of a NAT gateway, as a pass-through record and as a record of the client", () => {
    const inFront = records.filter(
      (row) => row["interface-id"] === idOf("nat-1") && row["dstaddr"] !== row["pkt-dstaddr"],
    );
    const { "pkt-srcaddr": client, "pkt-dstaddr": server, srcport } = inFront[0]!;
    expect(inFront.every((row) => row["instance-id"] === "-" && row["dstaddr"] === addressOf("nat-1"))).toBe(
      true,
    );
    const atClient = records.filter(
      (row) => row["srcaddr"] === client && row["dstaddr"] === server && row["srcport"] === srcport,
    );
    expect(atClient.length).toBeGreaterThan(0);
  });

  it("probes that the client's interface accepts and the server's rejects", () => {
    const probes = [...truth.visible(logs.everything.view)].filter(
      ({ connection: { port, client } }) => port === 3306 && client !== addressOf("monitor-1"), // it scans
    );
    const ends = probes.map(({ connection }) => connection.ends.map(({ accepted }) => accepted));
    expect(probes.length).toBeGreaterThan(5);
    expect(ends.filter(([client, server]) => !client || server)).toEqual([]);
  });

  it("probes that the client's own security group stops, which are no connections", () => {
    // To relays on the internet, unlike the scan inside that tries every port.
    const isMail = ({ port, server }: { port: number; server: string }) =>
      port === 25 && !server.startsWith("10.");
    const visible = [...truth.visible(logs.everything.view)].map(({ connection }) => connection);
    const rows = records.filter(
      (row) => row["dstaddr"] === "198.51.100.25" && !row["dstaddr"]?.startsWith("10."),
    );
    expect(truth.connections.filter(isMail).length).toBeGreaterThan(5);
    expect(visible.filter(isMail)).toEqual([]);
    expect(rows.every((row) => row["action"] === "REJECT")).toBe(true);
  });

  it("scans from the internet, which an ACCEPT flow log does not show", () => {
    const scans = truth.connections.filter(({ client }) => client === "198.51.100.66");
    const visible = [...truth.visible(logs.shop.view)].filter(
      ({ connection }) => connection.client === "198.51.100.66" && connection.protocol === 6,
    );
    expect(scans.length).toBeGreaterThan(100);
    expect(visible).toEqual([]);
  });

  it("one client port used for several servers at once, and one 5-tuple used again", () => {
    const fromOnePort = truth.connections.filter(({ clientPort }) => clientPort === 40_000);
    expect(new Set(fromOnePort.map(({ server }) => server)).size).toBeGreaterThan(5);
    expect(fromOnePort.length).toBeGreaterThan(300);
  });

  it("packets after the end, rejected", () => {
    const late = records.filter((row) => row["action"] === "REJECT" && row["tcp-flags"] === "1");
    expect(late.length).toBeGreaterThan(5);
  });

  it.each([
    ["nothing but data", "0"],
    ["a short connection's client", "3"],
    ["a short connection's server", "19"],
    ["an invalid combination", "-"],
  ])("records with the flags of %s", (_, flags) => {
    expect(
      records.filter((row) => row["log-status"] === "OK" && row["tcp-flags"] === flags).length,
    ).toBeGreaterThan(0);
  });

  it("windows without traffic", () => {
    expect(records.filter((row) => row["log-status"] === "NODATA").length).toBeGreaterThan(20);
  });

  it("connections whose records lie in many windows", () => {
    const replication = records.filter(
      (row) => row["interface-id"] === idOf("db-2") && row["dstaddr"] === addressOf("db-1"),
    );
    expect(replication.length).toBeGreaterThan(50);
    expect(new Set(replication.map((row) => row["srcport"])).size).toBe(1);
  });
});

describe("options", () => {
  const count = (rate: number) =>
    [...playThreeTier({ topology, start: START, minutes: 5, rate }).packets].length;

  it("rate makes more or less traffic", () => {
    expect(count(4)).toBeGreaterThan(2 * count(1));
    expect(count(0.1)).toBeLessThan(count(1));
  });

  it("keepTruth: false plays the same traffic and keeps no truth", () => {
    const play = (keepTruth: boolean) => {
      const { packets, truth } = playThreeTier({ topology, start: START, minutes: 1, keepTruth });
      return { seen: [...packets], connections: truth.connections.length };
    };
    const [kept, dropped] = [play(true), play(false)];
    expect(dropped.seen).toEqual(kept.seen);
    expect(kept.connections).toBeGreaterThan(100);
    expect(dropped.connections).toBe(0);
  });

  it("are refused with their value when they are invalid", () => {
    expect(() => playThreeTier({ topology, start: START, rate: 0 })).toThrow("rate must be above 0, got 0");
    expect(() => playThreeTier({ topology, start: START, minutes: -1 })).toThrow(
      "minutes must be above 0, got -1",
    );
  });
});
