import fc from "fast-check";
import {
  type AggregationInSeconds,
  FLOW_LOG_FIELDS,
  FlowLogRecorder,
} from "../../../../sandbox/aws/flow-logs";
import { windowInSeconds, windowPhase, windowStart } from "../../../../sandbox/aws/flow-logs/capture-window";
import type { PacketObservation } from "../../../../sandbox/cloud/traffic";
import { networkInterface, START } from "../../cloud/traffic/observations";

const interfaces = [
  networkInterface({ id: "eni-00000000000000001", addresses: ["10.0.1.5", "10.0.1.6"] }),
  networkInterface({
    id: "eni-00000000000000002",
    addresses: ["10.0.2.6"],
    instanceId: undefined,
    onNitro: false,
  }),
];

const flow = fc.record({
  interfaceId: fc.constantFrom(...interfaces.map(({ id }) => id)),
  direction: fc.constantFrom("ingress" as const, "egress" as const),
  src: fc.constantFrom("10.0.1.5", "10.0.1.6", "2001:db8::5"),
  dst: fc.constantFrom("10.0.2.6", "203.0.113.5"),
  srcPort: fc.constantFrom(0, 1024, 40000),
  dstPort: fc.constantFrom(0, 443),
  protocol: fc.constantFrom(1, 6, 17),
  action: fc.constantFrom("ACCEPT" as const, "REJECT" as const),
});

const burst = fc.record({
  wait: fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 90_000 })),
  flow: fc.nat(),
  tcpFlags: fc.integer({ min: 0, max: 63 }),
  bytes: fc.integer({ min: 28, max: 100_000 }),
  packets: fc.integer({ min: 1, max: 100 }),
});

/** Few flows, so that packets of one often share a window. */
const packets = fc
  .tuple(fc.array(flow, { minLength: 1, maxLength: 4 }), fc.array(burst, { maxLength: 60 }))
  .map(([flows, bursts]) => {
    let time = START;
    return bursts.map(({ wait, flow: number, ...rest }): PacketObservation => {
      time += wait;
      return { ...flows[number % flows.length]!, ...rest, time };
    });
  });

const fieldOrder = fc.shuffledSubarray([...FLOW_LOG_FIELDS], { minLength: FLOW_LOG_FIELDS.length });

type Row = Record<string, string>;

/** Reads the lines back, and takes records in random portions. */
function play(
  seen: readonly PacketObservation[],
  fields: string[],
  aggregation: AggregationInSeconds,
  every = 7,
): Row[] {
  const log = new FlowLogRecorder({
    fields,
    trafficType: "ALL",
    aggregationInSeconds: aggregation,
    interfaces,
    region: "us-east-1",
  });
  const lines: string[] = [];
  const take = (now: number) => {
    for (const { events } of log.flush(now)) lines.push(...events.map(({ message }) => message));
  };
  seen.forEach((each, position) => {
    log.observe(each);
    if (position % every === 0) take(each.time);
  });
  take((seen.at(-1)?.time ?? START) + 1_200_000);
  return lines.map((line) => {
    const values = line.split(" ");
    expect(values).toHaveLength(fields.length);
    return Object.fromEntries(fields.map((field, position) => [field, values[position]!]));
  });
}

const isRecord = (row: Row) => row["log-status"] === "OK";
const flowOf = (row: Row) =>
  ["interface-id", "pkt-srcaddr", "pkt-dstaddr", "srcport", "dstport", "protocol", "flow-direction", "action"]
    .map((field) => row[field])
    .join(" ");
const flowSeen = (seen: PacketObservation) =>
  [
    seen.interfaceId,
    seen.src,
    seen.dst,
    seen.srcPort,
    seen.dstPort,
    seen.protocol,
    seen.direction,
    seen.action,
  ].join(" ");

describe("FlowLogRecorder", () => {
  it("counts every packet in exactly one record of its flow and its window", () => {
    fc.assert(
      fc.property(packets, fc.constantFrom(60 as const, 600 as const), (seen, aggregation) => {
        const rows = play(seen, [...FLOW_LOG_FIELDS], aggregation).filter(isRecord);
        const window = (id: string, time: number) => {
          const at = interfaces.find((each) => each.id === id)!;
          const seconds = windowInSeconds(at, aggregation);
          return windowStart(windowPhase(id, seconds), time, seconds);
        };
        const expected = new Map<string, [number, number]>();
        for (const each of seen) {
          const key = `${flowSeen(each)} ${window(each.interfaceId, each.time)}`;
          const [count, bytes] = expected.get(key) ?? [0, 0];
          expected.set(key, [count + each.packets, bytes + each.bytes]);
        }
        const recorded = rows.map((row): [string, [number, number]] => [
          `${flowOf(row)} ${window(row["interface-id"]!, Number(row["start"]) * 1000)}`,
          [Number(row["packets"]), Number(row["bytes"])],
        ]);
        expect(new Map(recorded)).toEqual(expected);
        expect(recorded).toHaveLength(expected.size);
      }),
    );
  });

  it("never lets two records of a flow overlap, nor a NODATA line and a record", () => {
    fc.assert(
      fc.property(packets, (seen) => {
        const rows = play(seen, [...FLOW_LOG_FIELDS], 60);
        const spans = new Map<string, [number, number][]>();
        for (const row of rows) {
          const [start, end] = [Number(row["start"]), Number(row["end"])];
          expect(end).toBeGreaterThanOrEqual(start);
          const key = isRecord(row) ? flowOf(row) : `${row["interface-id"]}`;
          spans.set(key, [...(spans.get(key) ?? []), [start, end]]);
        }
        for (const [key, flow] of spans) {
          flow.sort(([a], [b]) => a - b);
          for (const [i, [start]] of flow.slice(1).entries()) {
            expect(start).toBeGreaterThanOrEqual(flow[i]![1]);
          }
          const silent = spans.get(key.split(" ")[0]!) ?? [];
          for (const [start, end] of key.includes(" ") ? flow : []) {
            expect(silent.some(([from, to]) => start >= from && end < to)).toBe(false);
          }
        }
      }),
    );
  });

  it("writes the same values in any field order", () => {
    fc.assert(
      fc.property(packets, fieldOrder, (seen, fields) => {
        expect(play(seen, fields, 60)).toEqual(
          play(seen, [...FLOW_LOG_FIELDS], 60).map((row) => expect.objectContaining(row)),
        );
      }),
      { numRuns: 30 },
    );
  });

  it("writes the same records however often they are taken", () => {
    fc.assert(
      fc.property(packets, fc.integer({ min: 1, max: 20 }), (seen, every) => {
        const texts = (rows: Row[]) => rows.map((row) => JSON.stringify(row)).sort();
        expect(texts(play(seen, [...FLOW_LOG_FIELDS], 60, every))).toEqual(
          texts(play(seen, [...FLOW_LOG_FIELDS], 60, 1000)),
        );
      }),
      { numRuns: 30 },
    );
  });
});
