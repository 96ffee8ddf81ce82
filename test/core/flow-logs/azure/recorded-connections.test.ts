import fc from "fast-check";
import { FlowBatch, FlowTable } from "../../../../core/flow-logs";
import { readBlock } from "../../../../core/flow-logs/azure";
import { nsgRecord, vnetRecord } from "./blocks";
import { respelled } from "./random-json";

const HOSTS = ["10.0.0.4", "10.0.1.7", "10.0.1.8", "172.16.200.9", "2001:db8::4", "fd00::7"];
const PORTS = [22, 443, 5432, 50_000];
const STATES = { B: "begin", C: "continued", E: "ended" } as const;

/** A connection and what its network interfaces recorded of it. */
interface Connection {
  readonly client: string;
  readonly server: string;
  readonly clientPort: number;
  readonly port: number;
  readonly protocol: 6 | 17;
  readonly states: readonly (keyof typeof STATES)[];
  /** `O` at the client's interface, `I` at the server's. */
  readonly seenAt: readonly ("I" | "O")[];
  /** How it was denied, if it was: then it is one tuple. */
  readonly denied: "no" | "state" | "NX_SW_NOT_READY" | "NX_NOT_ACCEPTED" | "NX_NOT_SUPPORTED";
}

interface Recorded {
  readonly interface: string;
  readonly tuple: string;
  readonly counter: string;
}

const isIpv6 = (address: string) => address.includes(":");
const connection: fc.Arbitrary<Connection> = fc
  .record({
    client: fc.constantFrom(...HOSTS),
    server: fc.constantFrom(...HOSTS),
    clientPort: fc.constantFrom(...PORTS, 40_112, 51_544),
    port: fc.constantFrom(...PORTS),
    protocol: fc.constantFrom(6 as const, 17 as const),
    states: fc
      .tuple(fc.boolean(), fc.nat(3), fc.boolean())
      .map(([begins, continued, ends]) => [
        ...(begins ? (["B"] as const) : []),
        ...Array.from({ length: continued }, () => "C" as const),
        ...(ends || (!begins && continued === 0) ? (["E"] as const) : []),
      ]),
    seenAt: fc.constantFrom<("I" | "O")[]>(["O"], ["I"], ["O", "I"], ["I", "O"]),
    denied: fc.constantFrom(
      "no",
      "no",
      "no",
      "state",
      "NX_SW_NOT_READY",
      "NX_NOT_ACCEPTED",
      "NX_NOT_SUPPORTED",
    ),
  })
  .filter(({ client, server }) => client !== server && isIpv6(client) === isIpv6(server));

const world = fc.record({
  connections: fc.array(connection, { maxLength: 25 }),
  isNsg: fc.boolean(),
  cuts: fc.array(fc.nat(200), { maxLength: 12 }),
  seed: fc.noShrink(fc.integer()),
  includeRejected: fc.boolean(),
});

test("a connection is one flow from client to server, whichever of its tuples stand in which block", () => {
  fc.assert(
    fc.property(world, ({ connections, isNsg, cuts, seed, includeRejected }) => {
      const recorded = interleaved(
        connections.map((one) => recordsOf(one, isNsg)),
        seed,
      );
      const blocks = blocksOf(recorded, cuts).map((part, at) => {
        const records = recordsByInterface(part, isNsg);
        return at % 2 === 0
          ? records.map((record) => JSON.stringify(record)).join(",")
          : `,${records.map((record, place) => respelled(record, seed + at + place)).join(",")}`;
      });
      const expected = new Set(
        connections
          .filter(({ denied }) => includeRejected || denied === "no")
          .map(({ client, server, port, protocol }) => `${client},${server},${port},${protocol}`),
      );

      const table = new FlowTable({ includeRejected });
      for (const block of blocks) readBlock(Buffer.from(block), table);
      expect([...table.decide().lines()]).toEqual([...expected].sort());
      expect(table.stats.states ?? {}).toEqual(countsOf(recorded));
      expect(table.stats.records).toBe(recorded.length);

      const batch = new FlowBatch();
      for (const [blob, block] of blocks.entries()) {
        const each = new FlowTable({ includeRejected });
        readBlock(Buffer.from(block), each);
        batch.add(each, blob);
      }
      batch.decide();
      expect(batch.flows.map(({ line }) => line).sort()).toEqual([...expected].sort());
    }),
  );
});

/** The tuples of a connection in the order of time. */
function recordsOf(connection: Connection, isNsg: boolean): Recorded[] {
  const { client, server, clientPort, port, protocol, states, seenAt, denied } = connection;
  const letter = protocol === 6 ? "T" : "U";
  const ends = `${client},${server},${clientPort},${port}`;
  const state = (state: string) => {
    if (isNsg) return denied === "no" ? `A,${state},9,1440,12,9023` : "D,B,,,,";
    if (denied === "state") return "D,NX,0,0,0,0";
    return `${state},${denied === "no" ? "NX" : denied},9,1440,12,9023`;
  };
  return (denied === "no" ? states : (["B"] as const)).flatMap((one) =>
    seenAt.map((direction) => ({
      interface: direction === "O" ? client : server,
      tuple: isNsg
        ? `1795417261,${ends},${letter},${direction},${state(one)}`
        : `1795417261001,${ends},${protocol},${direction},${state(one)}`,
      counter: denied === "no" ? STATES[one] : "denied",
    })),
  );
}

/** Merges lists; each keeps its order. */
function interleaved(lists: readonly Recorded[][], seed: number): Recorded[] {
  const rest = lists.map((list) => [...list]).filter((list) => list.length > 0);
  const merged: Recorded[] = [];
  for (let step = Math.abs(seed % 1000); rest.length > 0; step = (step * 7 + 3) % 1009) {
    const at = step % rest.length;
    merged.push(rest[at]!.shift()!);
    if (rest[at]!.length === 0) rest.splice(at, 1);
  }
  return merged;
}

function blocksOf(recorded: readonly Recorded[], cuts: readonly number[]): Recorded[][] {
  const ends = [...cuts.map((cut) => cut % (recorded.length + 1)), recorded.length].sort((a, b) => a - b);
  return ends
    .map((end, index) => recorded.slice(ends[index - 1] ?? 0, end))
    .filter((part) => part.length > 0);
}

/** One record an interface, as in blobs that were put together. */
function recordsByInterface(part: readonly Recorded[], isNsg: boolean): object[] {
  const interfaces = [...new Set(part.map((one) => one.interface))];
  return interfaces.map((name) => {
    const tuples = part.filter((one) => one.interface === name).map(({ tuple }) => tuple);
    return isNsg ? nsgRecord(tuples, 2) : vnetRecord(tuples);
  });
}

function countsOf(recorded: readonly Recorded[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { counter } of recorded) counts[counter] = (counts[counter] ?? 0) + 1;
  return counts;
}
