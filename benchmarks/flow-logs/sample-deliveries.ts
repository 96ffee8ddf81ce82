import { gzipSync } from "node:zlib";
import { DEFAULT_FORMAT, OWN_FORMAT } from "../../core/contracts/aws/flow-log-format";

/** Numbers that look random and are the same in every run. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below) | 0;
  };
}

export interface SampleOptions {
  readonly fields: readonly string[];
  readonly deliveries: number;
  readonly records: number;
}

/**
 * Deliveries as CloudWatch Logs makes them, gzip of JSON: one interface each, both directions of every connection, many
 * short connections to few servers and some long ones, a few NODATA lines between them.
 */
export function* sampleDeliveries({ fields, deliveries, records }: SampleOptions): Generator<Buffer> {
  const random = seeded(7);
  for (let number = 0; number < deliveries; number++) {
    yield gzipSync(JSON.stringify(payload(fields, random, number, records)), { level: 6 });
  }
}

function payload(
  fields: readonly string[],
  random: (below: number) => number,
  number: number,
  records: number,
) {
  const eni = `eni-0${hex(random, 16)}`;
  const instance = `i-0${hex(random, 16)}`;
  const subnet = `subnet-0${hex(random, 16)}`;
  const own = `10.1.${random(8)}.${1 + random(254)}`;
  const ownPort = [443, 8080, 5432, 6379][random(4)]!;
  const window = 1_788_232_200 + (number >> 3) * 60;
  const messages: string[] = [];
  while (messages.length < records) {
    const peer = `10.1.${random(8)}.${1 + Math.floor((random(1000) * random(1000)) / 4000)}`;
    const isServer = random(100) < 60;
    const [ownEnd, peerEnd] = isServer
      ? [ownPort, 32_768 + random(28_000)]
      : [32_768 + random(28_000), [443, 5432, 53][random(3)]!];
    if (random(500) === 0) messages.push(noData(fields, eni, window));
    const isOpen = random(100) < 20;
    const start = window + random(60);
    for (const outbound of [isServer, !isServer].map((own) => !own)) {
      const [from, to] = outbound ? [own, peer] : [peer, own];
      const [fromPort, toPort] = outbound ? [ownEnd, peerEnd] : [peerEnd, ownEnd];
      const fromServer = outbound === isServer;
      const values: Record<string, string | number> = {
        version: fields.length > DEFAULT_FORMAT.length ? 5 : 2,
        "account-id": "123456789012",
        "interface-id": eni,
        srcaddr: from,
        dstaddr: to,
        srcport: fromPort,
        dstport: toPort,
        protocol: toPort === 53 || fromPort === 53 ? 17 : 6,
        packets: 1 + random(40),
        bytes: 40 + random(90_000),
        start,
        end: Math.max(start, window + 30 + random(30)),
        action: "ACCEPT",
        "log-status": "OK",
        "tcp-flags": isOpen ? 0 : fromServer ? 19 : 3,
        "flow-direction": outbound ? "egress" : "ingress",
        "pkt-srcaddr": from,
        "pkt-dstaddr": to,
        type: "IPv4",
        "instance-id": instance,
        "vpc-id": "vpc-0a1b2c3d4e5f60718",
        "subnet-id": subnet,
      };
      messages.push(fields.map((field) => values[field]).join(" "));
    }
  }
  return {
    messageType: "DATA_MESSAGE",
    owner: "123456789012",
    logGroup: "/illumio/vpc-0a1b2c3d4e5f60718",
    logStream: `${eni}-all`,
    subscriptionFilters: ["illumio"],
    logEvents: messages.map((message, index) => ({
      id: `3821004511122233344455566677788899900011122233${String(number * 1_000_000 + index).padStart(10, "0")}`,
      timestamp: (window + (index % 60)) * 1000,
      message,
    })),
  };
}

function noData(fields: readonly string[], eni: string, window: number): string {
  const values: Record<string, string | number> = {
    version: fields.length > DEFAULT_FORMAT.length ? 5 : 2,
    "account-id": "123456789012",
    "interface-id": eni,
    start: window,
    end: window + 60,
    "log-status": "NODATA",
  };
  return fields.map((field) => values[field] ?? "-").join(" ");
}

function hex(random: (below: number) => number, digits: number): string {
  return Array.from({ length: digits }, () => random(16).toString(16)).join("");
}

export const FORMATS = { ours: OWN_FORMAT, "default v2": DEFAULT_FORMAT } as const;
