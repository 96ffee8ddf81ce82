import { type Connection, compareWithTruth, GroundTruth } from "../../../../sandbox/cloud/traffic";
import { START } from "./observations";

const view = { trafficType: "ACCEPT" as const, interfaceIds: ["eni-a", "eni-b"] };

function connection(port: number, changes: Partial<Connection> = {}): Connection {
  return {
    client: "10.0.1.5",
    clientPort: 40_000,
    server: "10.0.2.6",
    port,
    protocol: 6,
    openedAt: START,
    ends: [
      {
        interfaceId: "eni-a",
        accepted: true,
        rejected: false,
        acceptedOpeningAt: START,
      },
      {
        interfaceId: "eni-b",
        accepted: true,
        rejected: false,
        acceptedOpeningAt: START + 1,
      },
    ],
    ...changes,
  };
}

function truthOf(...connections: Connection[]): GroundTruth {
  const truth = new GroundTruth();
  truth.connections.push(...connections);
  return truth;
}

const onlyAt = (interfaceId: string, end: Partial<Connection["ends"][number]>) => [
  { interfaceId, accepted: false, rejected: false, ...end },
];

describe("compareWithTruth", () => {
  it("sorts flows into found, missed, reversed and invented", () => {
    const old = connection(6379, { openedAt: undefined, ends: onlyAt("eni-a", { accepted: true }) });
    const truth = truthOf(connection(443), connection(5432, { clientPort: 41_000 }), connection(22), old);
    const judged = compareWithTruth(
      [
        "10.0.1.5,10.0.2.6,443,6",
        "10.0.1.5,10.0.2.6,443,6",
        "10.0.2.6,10.0.1.5,41000,6",
        "10.0.1.5,10.0.2.6,9999,6",
      ],
      truth,
      view,
    );
    expect(judged).toEqual({
      found: ["10.0.1.5,10.0.2.6,443,6"],
      missed: ["10.0.1.5,10.0.2.6,5432,6", "10.0.1.5,10.0.2.6,22,6", "10.0.1.5,10.0.2.6,6379,6"],
      reversed: [{ line: "10.0.2.6,10.0.1.5,41000,6", connections: [truth.connections[1]] }],
      invented: ["10.0.1.5,10.0.2.6,9999,6"],
      missedOpenings: ["10.0.1.5,10.0.2.6,5432,6", "10.0.1.5,10.0.2.6,22,6"],
    });
  });

  it("names every connection that a reversed line may stand for", () => {
    const truth = truthOf(connection(443), connection(22));
    const { reversed } = compareWithTruth(["10.0.2.6,10.0.1.5,40000,6"], truth, view);
    expect(reversed).toEqual([{ line: "10.0.2.6,10.0.1.5,40000,6", connections: truth.connections }]);
  });

  it("calls a true connection invented where the flow log cannot show it", () => {
    const elsewhere = connection(443, { ends: onlyAt("eni-c", { accepted: true }) });
    expect(compareWithTruth(["10.0.1.5,10.0.2.6,443,6"], truthOf(elsewhere), view).invented).toHaveLength(1);
  });
});

describe("the part of the truth that a flow log can show", () => {
  const probe = connection(3306, {
    ends: [
      {
        interfaceId: "eni-a",
        accepted: true,
        rejected: false,
        acceptedOpeningAt: START,
      },
      { interfaceId: "eni-b", accepted: false, rejected: true, rejectedOpeningAt: START },
    ],
  });
  const stopped = connection(25, { ends: onlyAt("eni-a", { rejected: true, rejectedOpeningAt: START }) });
  const lines = (changes: object) =>
    [...truthOf(probe, stopped).visible({ ...view, ...changes })].map(({ connection: { port } }) => port);

  it.each([
    ["a probe that only the far side rejects", { trafficType: "ACCEPT" }, [3306]],
    ["no probe where only the far side is covered", { trafficType: "ALL", interfaceIds: ["eni-b"] }, []],
    ["nothing in REJECT records", { trafficType: "REJECT" }, []],
    ["both where rejected ones count", { trafficType: "ALL", includeRejected: true }, [3306, 25]],
    [
      "both in REJECT records where these count",
      { trafficType: "REJECT", includeRejected: true },
      [3306, 25],
    ],
    ["only accepted ones in an ACCEPT flow log", { trafficType: "ACCEPT", includeRejected: true }, [3306]],
  ])("is %s", (_, changes, ports) => {
    expect(lines(changes)).toEqual(ports);
  });

  it("has the interface and the time of the opening", () => {
    const [shown] = truthOf(connection(443)).visible({ ...view, interfaceIds: ["eni-b"] });
    expect(shown!.openings).toEqual([{ interfaceId: "eni-b", time: START + 1 }]);
  });
});
