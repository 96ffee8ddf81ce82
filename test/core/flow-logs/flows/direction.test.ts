import fc from "fast-check";
import {
  type DecideOptions,
  FlowBatch,
  FlowTable,
  readDelivery,
  readFlowLogFile,
} from "../../../../core/flow-logs";
import { payload, V2 } from "../reading";

/** One record of AWS's default format, which has no TCP flags. */
interface Row {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly [number, number];
  readonly protocol?: number;
}

const TCP = 6;
const UDP = 17;

function text({ from, to, ports, protocol = TCP }: Row): string {
  return `2 123456789012 eni-0123456789abcdef0 ${from} ${to} ${ports.join(" ")} ${protocol} 4 400 1 2 ACCEPT OK`;
}

function answer({ from, to, ports: [one, other], protocol }: Row): Row {
  return { from: to, to: from, ports: [other, one], protocol };
}

/** What *normalise* and *upload* make of records, the deliveries given one by one. */
function uploaded(deliveries: readonly (readonly Row[])[], options: DecideOptions = {}) {
  const batch = new FlowBatch();
  let message = 0;
  for (const rows of deliveries) {
    const table = new FlowTable();
    readDelivery(Buffer.from(JSON.stringify(payload(rows.map(text)))), V2, table);
    for (const body of table.chunks(600)) batch.add(body, message++);
  }
  batch.decide(options);
  return { lines: batch.flows.map(({ line }) => line).sort(), decisions: batch.stats.decisions };
}

/** What `illumio-iac flows` makes of them. */
async function printed(rows: readonly Row[], options: DecideOptions = {}) {
  const table = new FlowTable();
  await readFlowLogFile([Buffer.from(rows.map((row) => `${text(row)}\n`).join(""))], V2, table);
  const { lines, decisions } = table.decide(options);
  return { lines: [...lines()], decisions };
}

async function decided(rows: readonly Row[], options: DecideOptions = {}) {
  const found = uploaded([rows], options);
  expect(await printed(rows, options)).toEqual(found);
  return found;
}

const HOST = "10.0.12.101";
const from = (ports: Row["ports"], to: string, protocol = UDP): Row => ({ from: HOST, to, ports, protocol });

describe("a flow without TCP flags:", () => {
  test("UDP that was sent one way stays as written, also between ephemeral ports", async () => {
    const rows = [from([51755, 12345], "203.0.113.1"), from([51755, 41641], "198.51.100.108")];
    expect(await decided(rows)).toEqual({
      lines: [`${HOST},198.51.100.108,41641,17`, `${HOST},203.0.113.1,12345,17`],
      decisions: { "ephemeral-port": 1, "one-way": 1 },
    });
  });

  test.each([
    ["sent one way", (rows: Row[]) => rows],
    ["sent both ways", (rows: Row[]) => [...rows, ...rows.map(answer)]],
  ])("a peer at a fixed UDP port is server or client of all its flows, %s", async (_, change) => {
    const rows = [59324, 41648, 21563].map((port) => from([41641, port], "198.51.100.79"));
    const { lines, decisions } = await decided(change(rows));
    const asServer = [`198.51.100.79,${HOST},41641,17`];
    const asClient = rows.map(({ ports }) => `${HOST},198.51.100.79,${ports[1]},17`).sort();
    expect([asServer, asClient]).toContainEqual(lines);
    expect(decisions.undecided).toBeUndefined();
  });

  test("a client is not taken for a server when its ports pass over known ports", async () => {
    const rows = [9100, 40001, 40002].map((port) => ({
      from: "10.0.1.5",
      to: "10.0.2.9",
      ports: [port, 31234] as const,
    }));
    const expected = { lines: ["10.0.1.5,10.0.2.9,31234,6"], decisions: { "fan-out": 3 } };
    expect(await decided(rows)).toEqual(expected);
    expect(await decided(rows.map(answer))).toEqual(expected);
    // Two of them are too few for that, and still make one flow.
    expect((await decided(rows.slice(0, 2))).lines).toEqual(expected.lines);
  });

  test("a server of many clients is not reversed by a declared port", async () => {
    const rows = [9100, 40001, 40002, 40003].map((port) => ({
      from: "10.0.1.5",
      to: "10.0.2.9",
      ports: [port, 31234] as const,
    }));
    const { lines } = await decided(rows, { serverPorts: [9100] });
    expect(lines).toEqual(["10.0.1.5,10.0.2.9,31234,6"]);
  });

  test.each([
    ["TCP", TCP, 40000, { undecided: 1 }],
    ["TCP against a known port", TCP, 443, { undecided: 1 }],
    ["UDP that was sent one way", UDP, 40000, { "one-way": 1 }],
  ])("the direction is not decided by port 0: %s", async (_, protocol, other, decisions) => {
    const options = { undecided: "lower-port", serverPorts: [443] } as const;
    const rows = [from([0, other], "10.0.2.9", protocol)];
    expect((await decided(rows, options)).decisions).toEqual(decisions);
    expect((await decided([...rows, ...rows.map(answer)], options)).decisions).toEqual({ undecided: 2 });
  });

  test("the role of an endpoint in one flow holds for its other flows", async () => {
    const rows = [
      // 40500 is a client of 443, so that it is one of 45000 too.
      from([40500, 443], "10.0.2.9", TCP),
      from([40500, 45000], "10.0.2.10", TCP),
    ];
    expect(await decided(rows)).toEqual({
      lines: [`${HOST},10.0.2.10,45000,6`, `${HOST},10.0.2.9,443,6`],
      decisions: { "well-known-port": 1, "same-endpoint": 1 },
    });
  });

  test.each([
    ["of low ports", [22, 80, 443, 3389, 21]],
    ["of known ports", [22, 80, 3389, 5900, 6379, 8080, 8443, 9200, 11_111]],
    ["of ports one after the other", Array.from({ length: 40 }, (_, index) => 20_000 + index)],
  ])("a host that scans %s from one port is not taken for a server", async (_, ports) => {
    const rows = ports.map((port) => from([51000, port], "10.0.2.9", TCP));
    const { lines } = await decided([...rows, ...rows.map(answer)]);
    expect(lines).toEqual(ports.map((port) => `${HOST},10.0.2.9,${port},6`).sort());
  });

  test("a client that uses one port for all of its servers is not taken for a server", async () => {
    const known = [443, 5432, 6379, 9100].map((port, index) => from([20_000, port], `10.0.2.${index}`, TCP));
    expect((await decided(known)).lines).toHaveLength(4);
    const unknown = [217, 5442, 7606].map((port, index) => from([56_621, port], `10.0.2.${index}`, TCP));
    expect((await decided([...unknown, ...unknown.map(answer)])).lines).toEqual(
      unknown.map(({ to, ports }) => `${HOST},${to},${ports[1]},6`),
    );
  });

  test("peers of a time server are its clients, and two hosts that are only peers stay as written", async () => {
    const peer = { from: "10.0.1.5", to: "10.0.2.9", ports: [123, 123] as const, protocol: UDP };
    const both = [peer, answer(peer)];
    expect(await decided(both)).toEqual({
      lines: ["10.0.1.5,10.0.2.9,123,17", "10.0.2.9,10.0.1.5,123,17"],
      decisions: { "as-written": 2 },
    });
    const clients = [40001, 40002, 40003].map(
      (port): Row => ({ ...peer, from: "10.0.1.6", ports: [port, 123] }),
    );
    expect(await decided([...both, ...clients])).toEqual({
      lines: ["10.0.1.5,10.0.2.9,123,17", "10.0.1.6,10.0.2.9,123,17"],
      decisions: { "fan-out": 5 },
    });
  });

  test("a client is recognised when it uses ports below 1024, as NFS does", async () => {
    const rows = [700, 801, 902].map((port) => ({
      from: "10.0.1.5",
      to: "10.0.2.9",
      ports: [port, 2049] as const,
    }));
    expect((await decided(rows)).lines).toEqual(["10.0.1.5,10.0.2.9,2049,6"]);
  });
});

// Few addresses and ports, so that endpoints meet each other in every role.
const address = fc.constantFrom(
  "10.0.0.1",
  "10.0.0.2",
  "10.0.0.3",
  "192.0.2.9",
  "2001:db8::1",
  "2001:db8::2",
);
const port = fc.constantFrom(
  0,
  22,
  53,
  443,
  800,
  5000,
  5432,
  9100,
  20_000,
  31_234,
  40_000,
  40_001,
  50_000,
  50_001,
);
const row: fc.Arbitrary<Row> = fc
  .record({ from: address, to: address, ports: fc.tuple(port, port), protocol: fc.constantFrom(TCP, UDP) })
  .filter((each) => each.from !== each.to && each.from.includes(":") === each.to.includes(":"));
const rows = fc.array(row, { minLength: 1, maxLength: 40 });
const options: fc.Arbitrary<DecideOptions> = fc.record({
  serverPorts: fc.subarray([5000, 9100]),
  undecided: fc.constantFrom("drop" as const, "lower-port" as const),
});

test("directions are the same in any order and any split of the records, in the function and in the command", async () => {
  const shuffled = rows.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.array(fc.nat(all.length), { maxLength: 4 }),
    ),
  );
  await fc.assert(
    fc.asyncProperty(shuffled, options, async ([all, order, cuts], chosen) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), order.length];
      const deliveries = places.slice(1).map((end, index) => order.slice(places[index], end));
      const whole = uploaded([all], chosen);
      expect(uploaded(deliveries, chosen)).toEqual(whole);
      expect(await printed(order, chosen)).toEqual(whole);
    }),
    { numRuns: 500 },
  );
});

test("an endpoint is either the server or the client of its flows, never both", () => {
  fc.assert(
    fc.property(rows, options, (all, chosen) => {
      const { lines } = uploaded([all], chosen);
      const told = new Set(lines);
      const servers = new Set<string>();
      const clients = new Set<string>();
      for (const { from, to, ports, protocol = TCP } of all) {
        if (ports.includes(0) || (protocol !== TCP && ports[0] === ports[1])) continue;
        const there = told.has(`${from},${to},${ports[1]},${protocol}`);
        const back = told.has(`${to},${from},${ports[0]},${protocol}`);
        // A line that other records of these two hosts gave as well says nothing of this one.
        if (there === back) continue;
        const [source, destination] = [`${from} ${ports[0]} ${protocol}`, `${to} ${ports[1]} ${protocol}`];
        const isAlone = (line: [string, string, number, number]) =>
          all.every(
            (other) => sameConnection(other, { from, to, ports, protocol }) || !couldGive(other, line),
          );
        if (there && isAlone([from, to, ports[1], protocol])) {
          servers.add(destination);
          clients.add(source);
        }
        if (back && isAlone([to, from, ports[0], protocol])) {
          servers.add(source);
          clients.add(destination);
        }
      }
      expect([...servers].filter((endpoint) => clients.has(endpoint))).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

function sameConnection(one: Row, other: Row): boolean {
  const same = (a: Row, b: Row) => text(a) === text(b);
  return same(one, other) || same(one, answer(other));
}

/** Whether some direction of a record gives this line. */
function couldGive(
  each: Row,
  [client, server, serverPort, protocol]: [string, string, number, number],
): boolean {
  return [each, answer(each)].some(
    ({ from, to, ports, protocol: own = TCP }) =>
      from === client && to === server && ports[1] === serverPort && own === protocol,
  );
}
