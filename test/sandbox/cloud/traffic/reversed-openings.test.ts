import { type Connection, reversedOpenings } from "../../../../sandbox/cloud/traffic";

const [first, second] = [443, 22].map(
  (port): Connection => ({
    client: "10.0.1.5",
    clientPort: 40_000,
    server: "10.0.2.6",
    port,
    protocol: 6,
    openedAt: 0,
    ends: [],
  }),
) as [Connection, Connection];
const turned = { line: "10.0.2.6,10.0.1.5,40000,6", connections: [first, second] };
const batch = (...seen: [Connection, boolean][]) => ({
  lines: new Set<string>(),
  opened: new Set<string>(),
  connections: new Map(seen),
});

test.each([
  ["its opening is in the only batch that shows it", [batch([first, true])], true],
  [
    "each of its batches has an opening, although the windows differ",
    [batch([first, true]), batch([second, true])],
    true,
  ],
  ["one batch shows it without opening", [batch([first, true]), batch([first, false])], false],
  ["another connection that it may stand for has none", [batch([first, true], [second, false])], false],
  ["no batch shows it", [batch()], false],
])("a reversed flow is a fault when %s: %#", (_, batches, isFault) => {
  expect(reversedOpenings([turned], batches)).toEqual(isFault ? [turned] : []);
});
