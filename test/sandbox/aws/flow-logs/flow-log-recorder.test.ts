import { parseLogFormat } from "../../../../sandbox/aws/flow-logs";
import { windowPhase, windowStart } from "../../../../sandbox/aws/flow-logs/capture-window";
import { answer, networkInterface, observation, START } from "../../cloud/traffic/observations";
import { linesOf, recorder } from "./records";

const SYN = 2;
const ACK = 16;
const FIN = 1;
const PSH = 8;
const RST = 4;

describe("addresses", () => {
  const instance = networkInterface();
  const gateway = networkInterface({
    id: "eni-0eeeeeeeeeeeeeeee",
    instanceId: undefined,
    interfaceType: "nat_gateway",
    addresses: ["10.0.0.220"],
    onNitro: false,
  });
  const format = "instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr";

  it("show both legs at a NAT gateway, and its own address in front of it", () => {
    const at = { interfaceId: gateway.id };
    const inFront = observation({ ...at, direction: "ingress", src: "10.0.1.5", dst: "203.0.113.5" });
    const behind = observation({ ...at, src: "10.0.0.220", dst: "203.0.113.5", srcPort: 2001 });
    const lines = linesOf(recorder({ format, interfaces: [gateway] }), [
      inFront,
      behind,
      answer(behind),
      answer(inFront),
    ]);

    expect(lines).toEqual([
      "- eni-0eeeeeeeeeeeeeeee 10.0.1.5 10.0.0.220 10.0.1.5 203.0.113.5",
      "- eni-0eeeeeeeeeeeeeeee 10.0.0.220 203.0.113.5 10.0.0.220 203.0.113.5",
      "- eni-0eeeeeeeeeeeeeeee 203.0.113.5 10.0.0.220 203.0.113.5 10.0.0.220",
      "- eni-0eeeeeeeeeeeeeeee 10.0.0.220 10.0.1.5 203.0.113.5 10.0.1.5",
    ]);
  });

  it("are the same in both pairs of fields at the instance that uses the NAT gateway", () => {
    const out = observation({ dst: "203.0.113.5" });
    expect(linesOf(recorder({ format, interfaces: [instance] }), [out, answer(out)])).toEqual([
      "i-0dddddddddddddddd eni-0aaaaaaaaaaaaaaaa 10.0.1.5 203.0.113.5 10.0.1.5 203.0.113.5",
      "i-0dddddddddddddddd eni-0aaaaaaaaaaaaaaaa 203.0.113.5 10.0.1.5 203.0.113.5 10.0.1.5",
    ]);
  });

  it("show the primary address where the packet carried a secondary one", () => {
    const twoAddresses = networkInterface({ addresses: ["10.0.1.5", "10.0.1.99"] });
    const arriving = observation({ direction: "ingress", src: "10.0.2.6", dst: "10.0.1.99" });
    const log = recorder({ format: "srcaddr dstaddr pkt-srcaddr pkt-dstaddr", interfaces: [twoAddresses] });
    expect(linesOf(log, [arriving, answer(arriving)])).toEqual([
      "10.0.2.6 10.0.1.5 10.0.2.6 10.0.1.99",
      "10.0.1.5 10.0.2.6 10.0.1.99 10.0.2.6",
    ]);
  });

  it("show the transit gateway's interface on its own side", () => {
    const transit = networkInterface({ instanceId: undefined, addresses: ["10.40.1.175"] });
    const request = observation({ src: "10.20.33.164", dst: "10.40.2.236", srcPort: 39812, dstPort: 80 });
    const log = recorder({ format: "srcaddr dstaddr pkt-srcaddr pkt-dstaddr", interfaces: [transit] });
    expect(linesOf(log, [request, answer(request)])).toEqual([
      "10.40.1.175 10.40.2.236 10.20.33.164 10.40.2.236",
      "10.40.2.236 10.40.1.175 10.40.2.236 10.20.33.164",
    ]);
  });

  it("of IPv6 packets are IPv6, with the primary IPv6 address of the interface", () => {
    const dual = networkInterface({
      addresses: ["10.0.1.5", "2001:db8:1:a102::4071", "2001:db8:1:a102::4072"],
    });
    const ssh = observation({
      direction: "ingress",
      src: "2001:db8:1:a100::f105",
      dst: "2001:db8:1:a102::4072",
    });
    const log = recorder({ format: "type srcaddr dstaddr pkt-dstaddr", interfaces: [dual] });
    expect(linesOf(log, [ssh])).toEqual([
      "IPv6 2001:db8:1:a100::f105 2001:db8:1:a102::4071 2001:db8:1:a102::4072",
    ]);
  });
});

describe("tcp-flags", () => {
  const out = observation();
  const back = answer(out);

  it.each([
    ["a client that opens", [SYN, ACK, PSH | ACK], "2"],
    ["a server that answers", [SYN | ACK, PSH | ACK], "18"],
    ["a client of a short connection", [SYN, ACK, FIN | ACK], "3"],
    ["a server of a short connection", [SYN | ACK, ACK, FIN | ACK], "19"],
    ["the middle of a connection", [ACK, PSH | ACK], "0"],
    ["an end", [PSH | ACK, FIN | ACK], "1"],
    ["a reset", [RST | ACK], "4"],
    ["a client that opens and resets", [SYN, ACK, RST], "6"],
    ["a server that opens, ends and resets", [SYN | ACK, FIN | ACK, RST], "23"],
    ["an opening with congestion notification", [SYN | 64 | 128], "2"],
    ["a combination that no stack sends", [SYN | FIN], "-"],
  ])("are recorded for %s", (_, flags, shown) => {
    const packets = flags.map((tcpFlags) => ({ ...out, tcpFlags }));
    expect(linesOf(recorder({ format: "tcp-flags" }), packets)).toEqual([shown]);
  });

  it("are counted for each direction by itself", () => {
    const packets = [out, { ...back, tcpFlags: SYN | ACK }, { ...out, tcpFlags: ACK }];
    expect(linesOf(recorder({ format: "srcport tcp-flags packets bytes" }), packets)).toEqual([
      "40000 2 2 120",
      "443 18 1 60",
    ]);
  });

  it("start again with each window", () => {
    const later = START + 60_000;
    const packets = [out, { ...back, tcpFlags: SYN | ACK }].concat(
      { ...out, time: later, tcpFlags: FIN | ACK },
      { ...back, time: later, tcpFlags: FIN | ACK },
    );
    expect(linesOf(recorder({ format: "srcport tcp-flags" }), packets)).toEqual([
      "40000 2",
      "443 18",
      "40000 1",
      "443 1",
    ]);
  });
});

describe("windows", () => {
  const startOfWindow = (id: string, seconds: number) =>
    windowStart(windowPhase(id, seconds), START, seconds);

  it("that end without traffic make NODATA lines, once the interface has had traffic", () => {
    const log = recorder({
      format:
        "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status",
    });
    expect(log.flush(START)).toEqual([]);
    const first = startOfWindow("eni-0aaaaaaaaaaaaaaaa", 60);
    const lines = linesOf(log, [observation()], START + 120_000);
    const second = START / 1000;
    expect(lines).toEqual([
      `2 123456789012 eni-0aaaaaaaaaaaaaaaa 10.0.1.5 10.0.2.6 40000 443 6 1 60 ${second} ${second} ACCEPT OK`,
      `2 123456789012 eni-0aaaaaaaaaaaaaaaa - - - - - - - ${first + 60} ${first + 120} - NODATA`,
      `2 123456789012 eni-0aaaaaaaaaaaaaaaa - - - - - - - ${first + 120} ${first + 180} - NODATA`,
    ]);
  });

  it("last 600 s when asked for, but 60 s on Nitro", () => {
    const slow = networkInterface({ id: "eni-0ffffffffffffffff", onNitro: false });
    const log = recorder({
      format: "interface-id packets",
      aggregationInSeconds: 600,
      interfaces: [networkInterface(), slow],
    });
    const begin = startOfWindow(slow.id, 600) * 1000;
    for (let minute = 0; minute < 10; minute++) {
      const time = begin + minute * 60_000;
      log.observe(observation({ time }));
      log.observe(observation({ time, interfaceId: slow.id }));
    }
    const lines = log.flush(begin + 600_000).flatMap(({ events }) => events.map(({ message }) => message));
    expect(lines.filter((line) => line === "eni-0aaaaaaaaaaaaaaaa 1")).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith(slow.id))).toEqual([`${slow.id} 10`]);
  });

  it("are written only when they have ended", () => {
    const log = recorder();
    log.observe(observation());
    const end = (startOfWindow("eni-0aaaaaaaaaaaaaaaa", 60) + 60) * 1000;
    expect(log.flush(end - 1)).toEqual([]);
    expect(log.flush(end)).toEqual([
      { interfaceId: "eni-0aaaaaaaaaaaaaaaa", events: [{ timestamp: START, message: "10.0.1.5 10.0.2.6" }] },
    ]);
  });

  it("have a SKIPDATA record when they lose records", () => {
    const log = recorder({ format: "log-status dstport", skipData: { share: 1, seed: 1 } });
    const packets = [1, 2, 3, 4].map((dstPort) => observation({ dstPort }));
    expect(linesOf(log, packets)).toEqual(["OK 2", "OK 4", "SKIPDATA -"]);
  });

  it("refuse a packet of a window that is closed", () => {
    const log = recorder();
    log.observe(observation({ time: START + 60_000 }));
    expect(() => log.observe(observation())).toThrow("observe in time order");
  });
});

describe("the recorded traffic", () => {
  const accepted = observation();
  const rejected = observation({ action: "REJECT" });

  it.each([
    ["ACCEPT" as const, ["ACCEPT"]],
    ["REJECT" as const, ["REJECT"]],
    ["ALL" as const, ["ACCEPT", "REJECT"]],
  ])("is that of traffic type %s", (trafficType, actions) => {
    expect(linesOf(recorder({ format: "action", trafficType }), [accepted, rejected])).toEqual(actions);
  });

  it("has an accepted ping and a rejected reply when a network ACL stops only the reply", () => {
    const echo = observation({
      direction: "ingress",
      src: "203.0.113.12",
      dst: "10.0.1.5",
      srcPort: 0,
      dstPort: 0,
      protocol: 1,
      tcpFlags: 0,
      packets: 4,
      bytes: 336,
    });
    const lines = linesOf(
      recorder({ format: "srcaddr dstaddr srcport dstport protocol packets bytes action" }),
      [echo, answer(echo, { action: "REJECT" })],
    );
    expect(lines).toEqual([
      "203.0.113.12 10.0.1.5 0 0 1 4 336 ACCEPT",
      "10.0.1.5 203.0.113.12 0 0 1 4 336 REJECT",
    ]);
  });

  it("leaves out the addresses that AWS never logs, and other interfaces", () => {
    const log = recorder({ unloggedAddresses: new Set(["169.254.169.254"]) });
    const metadata = observation({ dst: "169.254.169.254" });
    expect(linesOf(log, [metadata, answer(metadata), observation({ interfaceId: "eni-0other" })])).toEqual(
      [],
    );
  });

  it("has log streams named after the interface", () => {
    expect(recorder().logStreamName("eni-0aaaaaaaaaaaaaaaa")).toBe("eni-0aaaaaaaaaaaaaaaa-all");
  });
});

describe("fields", () => {
  it("name the AWS service, the path and the direction, and give the record the highest version", () => {
    const format =
      "version srcaddr dstaddr type az-id sublocation-type tcp-flags pkt-src-aws-service pkt-dst-aws-service traffic-path flow-direction log-status";
    const log = recorder({ format, cloudServices: new Map([["192.0.2.10", "S3"]]) });
    const out = observation({ dst: "192.0.2.10", trafficPath: 8 });
    expect(linesOf(log, [answer(out, { tcpFlags: SYN | ACK }), out])).toEqual([
      "5 192.0.2.10 10.0.1.5 IPv4 use1-az1 - 18 S3 - - ingress OK",
      "5 10.0.1.5 192.0.2.10 IPv4 use1-az1 - 2 - S3 8 egress OK",
    ]);
  });

  it("of version 11 have the neighbour and the tags, percent-encoded", () => {
    const neighbour = networkInterface({
      id: "eni-0nnnnnnnnnnnnnnnn",
      interfaceType: "nat_gateway",
      azId: "use1-az2",
    });
    const tagged = networkInterface({
      tags: { Name: "web 1" },
      instanceTags: { app: "shop", owner: "café & co" },
    });
    const format =
      "version instance-tag instance-tag-2 interface-tag interface-tag-2 asg-tag interface-type next-hop-interface-id next-hop-az-id next-hop-interface-type";
    const log = recorder({
      format,
      interfaces: [tagged],
      neighbours: [tagged, neighbour],
      tagKeys: { instance: ["app", "owner"], "network-interface": ["Name", "missing"] },
    });
    expect(linesOf(log, [observation({ peerInterfaceId: neighbour.id })])).toEqual([
      "11 shop caf%C3%A9%20%26%20co web%201 - - interface eni-0nnnnnnnnnnnnnnnn use1-az2 nat_gateway",
    ]);
  });

  it.each([
    ["srcaddr dstaddr", 2],
    ["srcaddr vpc-id", 3],
    ["region vpc-id", 4],
    ["flow-direction region", 5],
    ["ecs-task-id", 7],
    ["reject-reason", 8],
    ["resource-id", 9],
    ["encryption-status", 10],
    ["interface-type srcaddr", 11],
  ])("%s give the record version %i", (format, version) => {
    expect(linesOf(recorder({ format: `version ${format}` }), [observation()])[0]).toMatch(
      new RegExp(`^${version} `),
    );
  });

  it("are refused by name when they do not exist", () => {
    expect(() => recorder({ format: "srcaddr tgw-id colour" })).toThrow(
      "Not a field of a VPC flow log: tgw-id, colour",
    );
    expect(() => recorder({ fields: [] })).toThrow("at least one field");
  });

  it("are read from a LogFormat text, which names each one in braces", () => {
    const braced = (...fields: string[]) => fields.map((field) => `\${${field}}`).join("  ");
    expect(parseLogFormat(` ${braced("version", "srcaddr", "flow-direction")} `)).toEqual([
      "version",
      "srcaddr",
      "flow-direction",
    ]);
    expect(() => parseLogFormat(`${braced("version")} srcaddr`)).toThrow('got "srcaddr"');
    expect(() => parseLogFormat(braced("colour"))).toThrow("colour");
    expect(() => parseLogFormat("")).toThrow("LogFormat");
  });
});
