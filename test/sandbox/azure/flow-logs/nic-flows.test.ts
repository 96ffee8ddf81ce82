import fc from "fast-check";
import { vnetRecord } from "../../../../sandbox/azure/flow-logs/flow-record";
import type { FlowTuple } from "../../../../sandbox/azure/flow-logs/flow-tuple";
import { NicFlows } from "../../../../sandbox/azure/flow-logs/nic-flows";
import { compareWithTruth, playThreeTier, threeTierTopology } from "../../../../sandbox/cloud/traffic";
import { ACK, FIN, ICMP, ICMPV6, RST, SYN } from "../../../../sandbox/cloud/traffic/packet";
import { answer, observation, START } from "../../cloud/traffic/observations";
import { readBack } from "../support/flow-log-scene";

const MINUTE = 60_000;
const IDLE = 4 * MINUTE;
const opening = observation({ tcpFlags: SYN });
const at = (seen: typeof opening, after: number, tcpFlags = ACK) => ({
  ...seen,
  time: START + after,
  tcpFlags,
});

/** State, minute and counters of each tuple. */
function told(flows: NicFlows): string[] {
  return flows.take().map(({ state, time, direction, counts }) => {
    const seconds = (time - START) / 1000;
    return `${direction} ${state} ${seconds}${counts ? ` ${Object.values(counts).join()}` : ""}`;
  });
}

test("a connection begins with its first packet and ends when both sides have closed it", () => {
  const flows = new NicFlows(IDLE);
  flows.observe(opening);
  flows.observe(answer(at(opening, 1_000, SYN | ACK)));
  flows.observe(at(opening, 2_000, FIN | ACK));
  flows.observe(answer(at(opening, 3_000, FIN | ACK)));
  flows.observe(at(opening, 3_500));
  flows.pass(START + MINUTE);
  expect(told(flows)).toEqual(["O B 0", "O E 3.5 3,180,2,120"]);
  expect(flows.isBusy).toBe(false);
});

test("a connection that goes on is told of every five minutes, with what has passed since", () => {
  const flows = new NicFlows(IDLE);
  for (let minute = 0; minute < 12; minute += 2) flows.observe(at(opening, minute * MINUTE));
  flows.pass(START + 20 * MINUTE);
  expect(told(flows)).toEqual(["O B 0", "O C 300 3,180,0,0", "O C 600 2,120,0,0", "O E 840 1,60,0,0"]);
});

test("a reset ends a connection, and the next opening of the same ports begins another", () => {
  const flows = new NicFlows(IDLE);
  flows.observe(opening);
  flows.observe(answer(at(opening, 100, RST | ACK)));
  flows.observe(at(opening, 200, SYN));
  flows.pass(START + 10 * MINUTE);
  expect(told(flows)).toEqual(["O B 0", "O E 0.1 1,60,1,60", "O B 0.2", "O E 240.2 1,60,0,0"]);
});

test("who answers an opening is its destination, whatever the ports are", () => {
  const flows = new NicFlows(IDLE);
  flows.observe(at(opening, 0, SYN | ACK));
  expect(flows.take()).toMatchObject([{ src: "10.0.2.6", dst: "10.0.1.5", direction: "I", state: "B" }]);
});

test("a refused connection is told of once a minute", () => {
  const flows = new NicFlows(IDLE);
  for (const after of [0, 1_000, 3_000]) {
    flows.observe({ ...at(opening, after, SYN), direction: "ingress", action: "REJECT" });
  }
  expect(told(flows)).toEqual(["I D 0"]);
  expect(flows.isBusy).toBe(false);
});

test("ICMP is not told of", () => {
  const flows = new NicFlows(IDLE);
  flows.observe({ ...opening, protocol: ICMP, srcPort: 0, dstPort: 0 });
  expect(flows.isBusy).toBe(false);
});

test("whatever is played, the reader finds every connection of the truth, no other, and every packet once", () => {
  const topology = threeTierTopology();
  const interfaceIds = topology.interfaces.map(({ id }) => id);
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.boolean(), (seed, includeRejected) => {
      const play = playThreeTier({ topology, seed, start: START, minutes: 12, rate: 0.05 });
      const nics = new Map(interfaceIds.map((id) => [id, new NicFlows(IDLE)]));
      const tuples: FlowTuple[] = [];
      let packets = 0;
      for (const seen of play.packets) {
        if (topology.unloggedAddresses.has(seen.src) || topology.unloggedAddresses.has(seen.dst)) continue;
        nics.get(seen.interfaceId)!.observe(seen);
        if (seen.action === "ACCEPT" && ![ICMP, ICMPV6].includes(seen.protocol)) packets += seen.packets;
      }
      for (const flows of nics.values()) {
        flows.pass(START + 60 * MINUTE);
        tuples.push(...flows.take());
        expect(flows.isBusy).toBe(false);
      }
      const log = { id: "/flow-log", guid: "g", targetId: "/network" };
      const record = vnetRecord(START, log, { mac: "00224800000A", aclGuid: "a" }, tuples);
      const view = {
        trafficType: "ALL",
        interfaceIds,
        includeRejected,
        unloggedProtocols: [ICMP, ICMPV6],
      } as const;
      const judged = compareWithTruth(readBack([JSON.stringify(record)], includeRejected), play.truth, view);
      expect(judged).toMatchObject({ missed: [], invented: [], reversed: [] });
      const counted = tuples.reduce(
        (sum, { counts }) => sum + (counts ? counts.packetsToDestination + counts.packetsToSource : 0),
        0,
      );
      expect(counted).toBe(packets);
      const ofState = (state: string) => tuples.filter((tuple) => tuple.state === state).length;
      expect(ofState("B")).toBe(ofState("E"));
    }),
    { numRuns: 20 },
  );
});
