import fc from "fast-check";
import { FlowBatch, FlowTable, readDelivery } from "../../../../core/flow-logs";
import { OURS, payload, record } from "../reading";

/** A TCP connection: who opened it, and which of its records the batch holds, each in some delivery. */
interface Connection {
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly port: number;
  readonly records: readonly { fromClient: boolean; flags: "opening" | number; delivery: number }[];
}

// Few addresses and ports, so that connections share 5-tuples, exchange roles, and servers call servers.
const address = fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.3", "2001:db8::1", "2001:db8::2");
const port = fc.constantFrom(22, 443, 5000, 5432, 40000, 50000);
const oneRecord = fc.record({
  fromClient: fc.boolean(),
  flags: fc.oneof(fc.constant("opening" as const), fc.constantFrom(0, 1, 4, 5)),
  delivery: fc.nat(4),
});
const connections: fc.Arbitrary<Connection[]> = fc.array(
  fc
    .record({
      client: address,
      clientPort: port,
      server: address,
      port,
      records: fc.array(oneRecord, { minLength: 1, maxLength: 6 }),
    })
    .filter(({ client, server }) => client !== server && client.includes(":") === server.includes(":")),
  { minLength: 1, maxLength: 14 },
);

const lineOf = ({ client, server, port: serverPort }: Connection) => `${client},${server},${serverPort},6`;
const isOpened = ({ records }: Connection) => records.some(({ flags }) => flags === "opening");

function recordOf(connection: Connection, { fromClient, flags }: Connection["records"][number]): string {
  const { client, clientPort, server, port: serverPort } = connection;
  const ends = fromClient
    ? { srcaddr: client, srcport: clientPort, dstaddr: server, dstport: serverPort }
    : { srcaddr: server, srcport: serverPort, dstaddr: client, dstport: clientPort };
  return record(OURS, { ...ends, "tcp-flags": flags === "opening" ? (fromClient ? 2 : 18) : flags });
}

function uploadedLines(all: readonly Connection[], order: readonly number[]): string[] {
  const deliveries = new Map<number, string[]>();
  for (const connection of all)
    for (const each of connection.records)
      deliveries.set(each.delivery, [...(deliveries.get(each.delivery) ?? []), recordOf(connection, each)]);
  const batch = new FlowBatch();
  let message = 0;
  for (const delivery of order) {
    const table = new FlowTable();
    const records = deliveries.get(delivery) ?? [];
    readDelivery(Buffer.from(JSON.stringify(payload(records))), OURS, table);
    for (const body of table.chunks(400)) batch.add(body, message++);
  }
  batch.decide({ serverPorts: [22], undecided: "lower-port" });
  return batch.flows.map(({ line }) => line);
}

test("a batch finds every connection whose opening it holds, and never reverses one", () => {
  const orders = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 });
  fc.assert(
    fc.property(connections, orders, (all, order) => {
      const lines = uploadedLines(all, order);
      expect(new Set(lines).size).toBe(lines.length);
      for (const connection of all.filter(isOpened)) expect(lines).toContain(lineOf(connection));

      // A line that is not true may only come from a connection of which no opening was seen.
      const truth = new Set(all.map(lineOf));
      const guessed = all.filter((connection) => !isOpened(connection));
      const turned = new Set(
        guessed.map(({ client, clientPort, server }) => `${server},${client},${clientPort},6`),
      );
      for (const line of lines.filter((each) => !truth.has(each))) expect(turned).toContain(line);
    }),
    { numRuns: 700 },
  );
});

test("a batch uploads only true flows when it holds the opening of every connection", () => {
  fc.assert(
    fc.property(connections, (all) => {
      const opened = all.filter(isOpened);
      const lines = uploadedLines(opened, [4, 3, 2, 1, 0]);
      expect(new Set(lines)).toEqual(new Set(opened.map(lineOf)));
    }),
    { numRuns: 700 },
  );
});
