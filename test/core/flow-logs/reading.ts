import { gzipSync } from "node:zlib";
import {
  type DecideOptions,
  FlowBatch,
  type FlowLogStats,
  FlowTable,
  type FlowTableOptions,
  readDelivery,
  readFlowLogFile,
} from "../../../core/flow-logs";

export const V2 =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status".split(
    " ",
  );
export const OURS = [
  ...V2,
  ..."tcp-flags flow-direction pkt-srcaddr pkt-dstaddr type instance-id vpc-id subnet-id".split(" "),
];

/** A record of these fields: what is not given is as in an ordinary one. */
export function record(fields: readonly string[], values: Readonly<Record<string, string | number>>): string {
  const ordinary: Record<string, string | number> = {
    version: 5,
    "account-id": "123456789012",
    "interface-id": "eni-0a11bb22cc33dd44e",
    srcaddr: "10.1.4.20",
    dstaddr: "10.1.9.31",
    srcport: 51544,
    dstport: 5432,
    protocol: 6,
    packets: 18,
    bytes: 3120,
    start: 1788232200,
    end: 1788232260,
    action: "ACCEPT",
    "log-status": "OK",
    "tcp-flags": 0,
    "instance-id": "i-0123456789abcdef0",
    type: "IPv4",
  };
  return fields.map((field) => values[field] ?? ordinary[field] ?? "-").join(" ");
}

export interface Read {
  readonly stats: FlowLogStats;
  /** Lines after `FlowBatch`, sorted. */
  readonly flows: readonly string[];
  readonly bodies: readonly string[];
}

/** The flows of a table, uploaded on their own. */
export function result(table: FlowTable, options: DecideOptions = {}): Read {
  const bodies = [...table.chunks(240_000)];
  const batch = new FlowBatch();
  for (const [message, body] of bodies.entries()) batch.add(body, message);
  batch.decide(options);
  return { stats: table.stats, flows: batch.flows.map(({ line }) => line).sort(), bodies };
}

/** JSON of a CloudWatch Logs delivery. */
export function payload(messages: readonly string[], changes: object = {}): Record<string, unknown> {
  return {
    messageType: "DATA_MESSAGE",
    owner: "123456789012",
    logGroup: "/illumio/vpc-0abc",
    logStream: "eni-0a11bb22cc33dd44e-all",
    subscriptionFilters: ["illumio"],
    logEvents: messages.map((message, index) => ({
      id: `38210045111222333444555666777888999000111222333444${String(555_666 + index)}`,
      timestamp: 1788232200000 + index,
      message,
    })),
    ...changes,
  };
}

export function readRecords(
  fields: readonly string[],
  messages: readonly string[],
  options: FlowTableOptions & DecideOptions = {},
): Read {
  const table = new FlowTable(options);
  readDelivery(gzipSync(JSON.stringify(payload(messages))), fields, table);
  return result(table, options);
}

export async function readFile(
  content: string | Uint8Array | Iterable<Uint8Array>,
  fields?: readonly string[],
  options: FlowTableOptions = {},
): Promise<Read> {
  const table = new FlowTable(options);
  const chunks =
    typeof content === "string"
      ? [Buffer.from(content)]
      : content instanceof Uint8Array
        ? [content]
        : content;
  await readFlowLogFile(chunks, fields, table);
  return result(table);
}
