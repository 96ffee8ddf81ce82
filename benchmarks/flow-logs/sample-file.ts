import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { seeded } from "./sample-deliveries";

const PIECE_IN_CHARACTERS = 65_536;

/**
 * Writes a gzipped flow log of an account with many hosts, the same in every run: two records for each connection, and
 * nearly every connection another flow.
 *
 * @returns bytes before compression
 */
export async function writeSampleFile(
  file: string,
  { fields, connections }: { readonly fields: readonly string[]; readonly connections: number },
): Promise<number> {
  let bytes = 0;
  const text = function* () {
    for (const piece of pieces(fields, connections)) {
      bytes += piece.length;
      yield piece;
    }
  };
  await pipeline(Readable.from(text()), createGzip({ level: 6 }), createWriteStream(file));
  return bytes;
}

function* pieces(fields: readonly string[], connections: number): Generator<string> {
  const random = seeded(11);
  let piece = `${fields.join(" ")}\n`;
  for (let number = 0; number < connections; number++) {
    const client = `10.${random(64)}.${random(256)}.${random(256)}`;
    const server = `10.${64 + random(8)}.${random(256)}.${random(256)}`;
    const port = [443, 5432, 8080, 31_234, 53, 6379, 9092, 25_000 + random(200)][random(8)]!;
    const clientPort = 32_768 + random(28_000);
    const start = 1_788_232_200 + random(3_600);
    const common: Record<string, string | number> = {
      version: fields.includes("tcp-flags") ? 5 : 2,
      "account-id": "123456789012",
      "interface-id": `eni-0${(random(5_000) * 1_000_003).toString(16).padStart(16, "0")}`,
      protocol: port === 53 ? 17 : 6,
      start,
      end: start + 30 + random(30),
      action: "ACCEPT",
      "log-status": "OK",
      type: "IPv4",
      "instance-id": "i-0123456789abcdef0",
      "vpc-id": "vpc-0a1b2c3d4e5f60718",
      "subnet-id": "subnet-0a1b2c3d4e5f60718",
    };
    for (const isFromServer of [false, true]) {
      const [from, to] = isFromServer ? [server, client] : [client, server];
      const [fromPort, toPort] = isFromServer ? [port, clientPort] : [clientPort, port];
      const values: Record<string, string | number> = {
        ...common,
        srcaddr: from,
        dstaddr: to,
        srcport: fromPort,
        dstport: toPort,
        packets: 1 + random(40),
        bytes: 40 + random(90_000),
        "tcp-flags": port === 53 ? 0 : isFromServer ? 19 : 3,
        "flow-direction": isFromServer ? "ingress" : "egress",
        "pkt-srcaddr": from,
        "pkt-dstaddr": to,
      };
      piece += `${fields.map((field) => values[field]).join(" ")}\n`;
    }
    if (piece.length < PIECE_IN_CHARACTERS) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}
