import { DEFAULT_FORMAT } from "../../core/contracts/aws/flow-log-format";
import { FLOW_MESSAGE_MAX_BYTES } from "../../core/contracts/aws/flow-queue";
import { FlowBatch, FlowTable, readDelivery } from "../../core/flow-logs";
import { type Conversation, FLAGLESS_TRAFFIC, flaglessTraffic, TOGETHER } from "./flagless-traffic";
import { portsFirst } from "./ports-first";

const SEEDS = [1, 2, 3];

/** Records go into deliveries of so many, as they reach the upload function. */
const RECORDS_IN_DELIVERY = 50;

interface Score {
  readonly recall: number;
  readonly precision: number;
  /** Endpoints that are server of some flows and client of others. */
  readonly twoSided: number;
}

/**
 * Prints what a log without TCP flags tells of each kind of traffic, by the rule that asks ports first and by ours.
 *
 * @throws Error when ours does worse somewhere, or has an endpoint on both sides
 */
export function compareFlaglessDirections(): void {
  const heads = ["recall", "precision", "two-sided"];
  console.log(`${"without flags, of the same traffic".padEnd(44)}${"ports first".padEnd(33)}ours`);
  console.log(`${"".padEnd(44)}${[...heads, ...heads].map((head) => head.padEnd(11)).join("")}`.trimEnd());
  const worse: string[] = [];
  for (const kind of [...Object.keys(FLAGLESS_TRAFFIC), TOGETHER]) {
    const traffic = SEEDS.map((seed) => flaglessTraffic(kind, seed));
    const before = mean(traffic.map((all) => score(all, linesOf(all, portsFirst(all)))));
    const after = mean(traffic.map((all) => score(all, ourLines(all))));
    const figures = [before, after].flatMap(({ recall, precision, twoSided }) => [
      recall.toFixed(4),
      precision.toFixed(4),
      twoSided.toFixed(0),
    ]);
    console.log(`${kind.padEnd(44)}${figures.map((figure) => figure.padEnd(11)).join("")}`.trimEnd());
    if (after.recall < before.recall || after.precision < before.precision || after.twoSided > 0)
      worse.push(kind);
  }
  if (worse.length > 0) throw new Error(`worse than before, or two-sided: ${worse.join("; ")}`);
}

function ourLines(conversations: readonly Conversation[]): Set<string> {
  const records = conversations.flatMap((each) => {
    const { client, clientPort, server, port, protocol, isAnswered } = each;
    const there = record(client, server, clientPort, port, protocol);
    return isAnswered ? [there, record(server, client, port, clientPort, protocol)] : [there];
  });
  const batch = new FlowBatch();
  let message = 0;
  for (let at = 0; at < records.length; at += RECORDS_IN_DELIVERY) {
    const logEvents = records
      .slice(at, at + RECORDS_IN_DELIVERY)
      .map((text) => ({ id: "0", timestamp: 0, message: text }));
    const payload = { messageType: "DATA_MESSAGE", owner: "", logGroup: "", logStream: "", logEvents };
    const table = new FlowTable();
    readDelivery(Buffer.from(JSON.stringify(payload)), DEFAULT_FORMAT, table);
    for (const body of table.chunks(FLOW_MESSAGE_MAX_BYTES)) batch.add(body, message++);
  }
  batch.decide();
  return new Set(batch.flows.map(({ line }) => line));
}

function record(from: string, to: string, port: number, toPort: number, protocol: number): string {
  return `2 123456789012 eni-0123456789abcdef0 ${from} ${to} ${port} ${toPort} ${protocol} 4 400 1 2 ACCEPT OK`;
}

function linesOf(conversations: readonly Conversation[], sides: ReturnType<typeof portsFirst>): Set<string> {
  return new Set(
    conversations.flatMap((each, index) => {
      const lines = [...(isClient(sides[index]) ? [lineOf(each)] : [])];
      if (sides[index] === "server" || sides[index] === "both") lines.push(turnedLineOf(each));
      return lines;
    }),
  );
}

function isClient(side: string | undefined): boolean {
  return side === "client" || side === "both";
}

function score(conversations: readonly Conversation[], lines: ReadonlySet<string>): Score {
  const truth = new Set(conversations.map(lineOf));
  const found = [...truth].filter((line) => lines.has(line)).length;
  const [servers, clients] = [new Set<string>(), new Set<string>()];
  for (const each of conversations) {
    const { client, clientPort, server, port, protocol } = each;
    if (clientPort === port) continue;
    const isRight = lines.has(lineOf(each));
    const isTurned = lines.has(turnedLineOf(each));
    if (isRight === isTurned) continue;
    const ends = [`${client} ${clientPort} ${protocol}`, `${server} ${port} ${protocol}`];
    clients.add(ends[isRight ? 0 : 1]!);
    servers.add(ends[isRight ? 1 : 0]!);
  }
  return {
    recall: found / truth.size,
    precision: lines.size === 0 ? 1 : found / lines.size,
    twoSided: [...servers].filter((endpoint) => clients.has(endpoint)).length,
  };
}

function lineOf({ client, server, port, protocol }: Conversation): string {
  return `${client},${server},${port},${protocol}`;
}

function turnedLineOf({ client, clientPort, server, protocol }: Conversation): string {
  return `${server},${client},${clientPort},${protocol}`;
}

function mean(scores: readonly Score[]): Score {
  const of = (name: keyof Score) => scores.reduce((sum, each) => sum + each[name], 0) / scores.length;
  return { recall: of("recall"), precision: of("precision"), twoSided: of("twoSided") };
}
