/** Tuples of a block, which then has some 3 kB as that of a network interface in one minute. */
const TUPLES = 32;
const PORTS = [22, 53, 443, 1433, 5432, 8080];
const STATES = ["B", "C", "E", "E"];

/**
 * Blocks of a VNet flow log as they stand in a blob: all flows occur, each in about as many tuples as any other.
 *
 * @param bytes that all blocks have together, at least
 */
export function sampleBlocks(bytes: number, flows: number): Buffer[] {
  const random = generator();
  const pick = (count: number) => Math.floor(random() * count);
  const ends = Array.from({ length: flows }, (_, flow) => ({
    client: `10.${flow % 4}.${(flow >> 2) & 255}.${1 + (flow >> 10)}`,
    server: `10.${8 + pick(4)}.${pick(64)}.${1 + pick(254)}`,
    port: PORTS[flow % PORTS.length]!,
  }));
  const blocks: Buffer[] = [];
  let time = 1_795_417_261_001;
  let total = 0;
  for (let next = 0; total < bytes || next < flows; ) {
    const tuples = Array.from({ length: TUPLES }, () => {
      const { client, server, port } = ends[next < flows ? next++ : pick(flows)]!;
      const state = STATES[pick(STATES.length)]!;
      const counters = state === "B" ? [0, 0, 0, 0] : [pick(90), pick(90_000), pick(90), pick(90_000)];
      time += pick(50);
      return [
        time,
        client,
        server,
        1024 + pick(64_000),
        port,
        6,
        pick(2) ? "I" : "O",
        state,
        "NX",
        ...counters,
      ];
    });
    const comma = blocks.length === 0 ? "" : ",";
    const block = Buffer.from(
      `${comma}${JSON.stringify(recordOf(tuples.map((columns) => columns.join(","))))}`,
    );
    blocks.push(block);
    total += block.length;
  }
  return blocks;
}

function recordOf(tuples: readonly string[]): object {
  const half = tuples.length >> 1;
  return {
    time: "2026-11-23T07:01:04.1234567Z",
    flowLogVersion: 4,
    flowLogGUID: "5f0c3f0e-7f2b-4c52-9d0f-6b8f5a1c2d3e",
    macAddress: "0022480A0B0C",
    category: "FlowLogFlowEvent",
    flowLogResourceID:
      "/SUBSCRIPTIONS/00000000-0000-0000-0000-000000000000/RESOURCEGROUPS/NETWORKWATCHERRG/PROVIDERS/MICROSOFT.NETWORK/NETWORKWATCHERS/NETWORKWATCHER_EASTUS/FLOWLOGS/FL1",
    targetResourceID:
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v1",
    operationName: "FlowLogFlowEvent",
    flowRecords: {
      flows: [tuples.slice(0, half), tuples.slice(half)].map((flowTuples, index) => ({
        aclID: "8c7b3d11-2233-4455-6677-8899aabbccdd",
        flowGroups: [{ rule: `UserRule_web${index}`, flowTuples }],
      })),
    },
  };
}

/** The same numbers in every run: a linear congruential generator. */
function generator(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
