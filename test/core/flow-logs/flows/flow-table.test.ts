import { FlowTable, readDelivery } from "../../../../core/flow-logs";
import { OURS, payload, record, result } from "../reading";

const SYN = { "tcp-flags": 2 };

function read(rows: readonly Record<string, string | number>[], table = new FlowTable()): FlowTable {
  readDelivery(Buffer.from(JSON.stringify(payload(rows.map((row) => record(OURS, row))))), OURS, table);
  return table;
}

test("a flow table holds any number of connections", () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => ({
    srcaddr: `10.9.${index >> 8}.${index & 255}`,
    "tcp-flags": index % 2 === 0 ? 2 : 0,
    dstport: 20_000 + index,
  }));
  const { stats, flows } = result(read([...rows, ...rows]), {
    serverPorts: rows.map(({ dstport }) => dstport),
  });
  expect(stats).toMatchObject({ records: 20_000, decisions: { "tcp-flags": 10_000 }, carried: 10_000 });
  expect(flows).toHaveLength(10_000);
});

test("a flow table holds any number of IPv6 addresses", () => {
  const rows = Array.from({ length: 3_000 }, (_, index) => ({
    ...SYN,
    srcaddr: `2001:db8::${index.toString(16)}`,
    dstaddr: "2001:db8:1::1",
  }));
  expect(result(read(rows)).flows).toHaveLength(3_000);
});

test.each([
  ["10.1.4.20", "10.1.9.31"],
  ["10.1.9.31", "10.1.4.20"],
  ["10.1.4.20", "240.0.0.1"],
  ["10.1.4.20", "10.1.4.20"],
])(
  "records of a connection from %s to %s are decided by its opening, in both directions",
  (client, server) => {
    const there = { srcaddr: client, dstaddr: server, srcport: 5001, dstport: 5000 };
    const back = { srcaddr: server, dstaddr: client, srcport: 5000, dstport: 5001 };
    const table = read([
      { ...there, ...SYN },
      there,
      back,
      { ...there, srcport: 5002 },
      { ...back, dstport: 5003 },
    ]);
    expect(table.stats).toMatchObject({ decisions: { "tcp-flags": 1, "paired-record": 4 }, carried: 0 });
    expect(result(table).flows).toEqual([`${client},${server},5000,6`]);
  },
);

test("two connections with client and server exchanged are two flows", () => {
  const ends = { srcaddr: "10.1.4.20", dstaddr: "10.1.9.31", srcport: 5000, dstport: 5001 };
  const table = read([
    { ...ends, ...SYN },
    { srcaddr: ends.dstaddr, dstaddr: ends.srcaddr, srcport: 5001, dstport: 5000, "tcp-flags": 2 },
  ]);
  expect(result(table).flows).toEqual(["10.1.4.20,10.1.9.31,5001,6", "10.1.9.31,10.1.4.20,5000,6"]);
});

test("a flow table keeps nothing when it is cleared", () => {
  const table = read([SYN, { srcport: 7, dstport: 8 }, { srcaddr: "x" }]);
  expect(table.stats.records).toBe(3);
  table.clear();
  expect(result(table)).toMatchObject({
    flows: [],
    bodies: [],
    stats: { records: 0, bytes: 0, skipped: {} },
  });
  read([{ dstport: 443 }, { srcport: 7, dstport: 8 }, { srcaddr: "y" }], table);
  expect(table.stats).toMatchObject({ records: 3, decisions: {}, carried: 2 });
  expect(table.stats.samples["bad-address"]).toMatch(/ y /);
  expect([...table.chunks(1_000)]).toEqual([
    "illumio-flows/1 0 2\n10.1.4.20,51544,10.1.9.31,443,6,1,1\n10.1.4.20,7,10.1.9.31,8,6,1,1\nend\n",
  ]);
});

test("a flow table refuses a size limit that leaves no room for a flow", () => {
  expect(() => [...read([SYN]).chunks(100)]).toThrow("maxBytes is 100; a flow needs room, give at least 256");
});
