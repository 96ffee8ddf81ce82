import fc from "fast-check";
import { FlowLogFormatError } from "../../../../core/errors";
import { FlowBatch, FlowTable, readDelivery, ServerEndpoints } from "../../../../core/flow-logs";
import { OURS, payload, record } from "../reading";

/** Messages of one delivery each. */
function message(...rows: Record<string, string | number>[]): string {
  const table = new FlowTable({ includeRejected: true });
  readDelivery(Buffer.from(JSON.stringify(payload(rows.map((row) => record(OURS, row))))), OURS, table);
  return [...table.chunks(240_000)].join("");
}

const FLOW = "10.1.4.20,10.1.9.31,5432,6";
const SYN = { "tcp-flags": 2 };
const ANSWER = { srcaddr: "10.1.9.31", dstaddr: "10.1.4.20", srcport: 5432, dstport: 51544 };

function uploaded(bodies: readonly string[], options = {}, known?: ServerEndpoints) {
  const batch = new FlowBatch(known);
  for (const [number, body] of bodies.entries()) batch.add(body, number);
  batch.decide(options);
  return batch;
}

test("a flow names every message that contained it", () => {
  const { flows, stats } = uploaded([message(SYN), message({ ...SYN, dstport: 443 }), message(SYN, SYN)]);
  expect(flows).toEqual([
    { line: FLOW, messages: [0, 2] },
    { line: "10.1.4.20,10.1.9.31,443,6", messages: [1] },
  ]);
  expect(stats).toEqual({ messages: 3, decisions: {} });
});

test.each([
  ["before", [0, 1]],
  ["after", [1, 0]],
])("a record without flags is decided by an opening that comes %s it in another delivery", (_, order) => {
  const bodies = [
    message({ ...ANSWER, srcport: 40001, dstport: 80 }),
    message({ ...SYN, srcport: 80, dstport: 40001 }),
  ];
  const { flows, stats } = uploaded(order.map((index) => bodies[index]!));
  expect(flows.map(({ line }) => line)).toEqual(["10.1.4.20,10.1.9.31,40001,6"]);
  expect(stats.decisions).toEqual({ "paired-record": 1 });
});

test("a flow does not name a message whose records have no opening of it", () => {
  expect(uploaded([message(SYN), message(ANSWER)]).flows).toEqual([{ line: FLOW, messages: [0] }]);
});

test("a direction is decided by a server known from another connection", () => {
  const bodies = [
    message({ ...SYN, dstport: 40001 }),
    message({ srcaddr: "10.1.4.99", srcport: 80, dstport: 40001 }),
  ];
  const { flows, stats } = uploaded(bodies);
  expect(flows[1]).toEqual({ line: "10.1.4.99,10.1.9.31,40001,6", messages: [1], unproven: true });
  expect(stats.decisions).toEqual({ "learned-server": 1 });
});

test("a direction is decided by a server of an earlier batch when the servers are kept", () => {
  const known = new ServerEndpoints();
  uploaded([message({ ...SYN, dstport: 40001 })], {}, known);
  const later = message({ srcaddr: "10.1.4.99", srcport: 80, dstport: 40001 });
  expect(uploaded([later], {}, known).stats.decisions).toEqual({ "learned-server": 1 });
  expect(uploaded([later]).stats.decisions).toEqual({ "well-known-port": 1 });
});

test("a rejected opening is a flow and proves no server until an opening is accepted", () => {
  const probe = { ...SYN, dstport: 40001, action: "REJECT" };
  const later = message({ srcaddr: "10.1.4.99", srcport: 80, dstport: 40001 });
  const refused = uploaded([message(probe), later]);
  expect(refused.flows.map(({ line }) => line)).toContain("10.1.4.20,10.1.9.31,40001,6");
  expect(refused.stats.decisions).toEqual({ "well-known-port": 1 });
  const opened = { ...SYN, srcport: 51545, dstport: 40001 };
  expect(uploaded([message(probe, opened), later]).stats.decisions).toEqual({ "learned-server": 1 });
  expect(uploaded([message(probe), message(opened), later]).stats.decisions).toEqual({ "learned-server": 1 });
});

test("ports decide the direction when both ends are known servers", () => {
  const bodies = [
    message({ ...SYN, dstport: 8080 }),
    message({ ...SYN, srcaddr: "10.1.9.50", dstaddr: "10.1.4.99", srcport: 50000, dstport: 2345 }),
    message({ srcaddr: "10.1.4.99", srcport: 2345, dstport: 8080 }),
  ];
  expect(uploaded(bodies).stats.decisions).toEqual({ "well-known-port": 1 });
});

describe("a record without opening:", () => {
  const between = (srcport: number | string, dstport: number | string, more = {}) =>
    message({ srcport, dstport, ...more });
  const there = (port: number) => `10.1.4.20,10.1.9.31,${port},6`;
  const back = (port: number) => `10.1.9.31,10.1.4.20,${port},6`;

  test.each([
    ["declared-port", 9999, 443, { serverPorts: [9999] }, back(9999)],
    ["well-known-port", 443, 8080, { serverPorts: [9999] }, back(443)],
    ["well-known-port", 443, 8080, { serverPorts: [443, 8080] }, back(443)],
    ["well-known-port", 2345, 5432, {}, there(5432)],
    ["well-known-port", 60000, 5432, {}, there(5432)],
    ["ephemeral-port", 5678, 32768, {}, back(5678)],
    ["ephemeral-port", 32767, 60000, {}, back(32767)],
    ["lower-port", 40000, 50000, { undecided: "lower-port" }, back(40000)],
  ])("the rule %s decides between the ports %i and %i", (rule, srcport, dstport, options, line) => {
    const { flows, stats } = uploaded([between(srcport, dstport)], options);
    expect(flows.map((flow) => flow.line)).toEqual([line]);
    expect(stats.decisions).toEqual({ [rule]: 1 });
  });

  test("the record is dropped and counted when no rule decides", () => {
    const { flows, stats } = uploaded([between(40000, 50000), between(40000, 50000), between(443, 443)]);
    expect(flows).toEqual([]);
    expect(stats.decisions).toEqual({ undecided: 3 });
  });

  test("the end that talks to several remote ports is the server", () => {
    const { flows, stats } = uploaded([between(40000, 50000), between(40001, 50000)]);
    expect(flows).toEqual([{ line: there(50000), messages: [0, 1], unproven: true }]);
    expect(stats.decisions).toEqual({ "fan-out": 2 });
  });

  test("one port that talks to two hosts is not taken for a server", () => {
    const { stats } = uploaded([between(40000, 50000), between(40000, 50000, { dstaddr: "10.1.9.32" })]);
    expect(stats.decisions).toEqual({ undecided: 2 });
  });

  test.each([
    ["UDP with equal ports", { srcport: 123, dstport: 123, protocol: 17 }, "123,17"],
    ["ICMP", { srcport: 0, dstport: 0, protocol: 1 }, "0,1"],
  ])("%s stays as written, each way that was seen", (_, row, rest) => {
    const answer = { srcaddr: "10.1.9.31", dstaddr: "10.1.4.20" };
    const { flows, stats } = uploaded([message(row)]);
    expect(flows.map(({ line }) => line)).toEqual([`10.1.4.20,10.1.9.31,${rest}`]);
    expect(stats.decisions).toEqual({ "as-written": 1 });
    expect(uploaded([message({ ...row, ...answer })]).flows[0]!.line).toBe(`10.1.9.31,10.1.4.20,${rest}`);
    expect(uploaded([message(row), message({ ...row, ...answer })]).flows).toHaveLength(2);
  });
});

test("a guessed flow names its messages once, in order", () => {
  const first = { srcport: 40000, dstport: 443 };
  const second = { srcport: 40001, dstport: 443 };
  expect(uploaded([message(second), message(first), message(second, first)]).flows).toEqual([
    { line: "10.1.4.20,10.1.9.31,443,6", messages: [0, 1, 2], unproven: true },
  ]);
});

test("flows stand in the order of their messages, so that what is sent first finishes whole messages", () => {
  const midLife = { "tcp-flags": 0 };
  const count = fc.integer({ min: 0, max: 4 });
  const filled = fc.tuple(count, count).filter(([openings, carried]) => openings + carried > 0);
  fc.assert(
    fc.property(fc.array(filled, { maxLength: 8 }), (messages) => {
      const bodies = messages.map(([openings, carried], number) =>
        message(
          ...Array.from({ length: openings }, (_, n) => ({ ...SYN, dstport: 5000 + number * 10 + n })),
          ...Array.from({ length: carried }, (_, n) => ({ ...midLife, dstport: 100 + number * 10 + n })),
        ),
      );
      const first = uploaded(bodies).flows.map((flow) => flow.messages[0]!);
      expect(first).toEqual([...first].sort((a, b) => a - b));
      expect(first).toHaveLength(messages.flat().reduce((sum, each) => sum + each, 0));
    }),
  );
});

test("the direction of a record is kept whichever order its addresses have as text", () => {
  const ping = { srcaddr: "10.1.9.1", dstaddr: "10.1.10.1", srcport: 0, dstport: 0, protocol: 1 };
  expect(uploaded([message(ping)]).flows.map(({ line }) => line)).toEqual(["10.1.9.1,10.1.10.1,0,1"]);
});

describe("a message that is damaged", () => {
  const body = message(SYN, { srcport: 7, dstport: 8, protocol: 17 }, { ...SYN, dstport: 443 });

  test("is refused wherever it was cut, and none of its flows are taken", () => {
    for (let length = 0; length < body.length; length++) {
      const batch = new FlowBatch();
      expect(() => batch.add(body.slice(0, length), 0)).toThrow(FlowLogFormatError);
      batch.decide();
      expect(batch.flows).toEqual([]);
      expect(batch.stats).toEqual({ messages: 0, decisions: {} });
    }
  });

  test.each([
    ["hello", "flow message of 5 characters must start with 'illumio-flows/1' and two counts, got 'hello'"],
    [body.replace("/1", "/2"), "must be of version 1, got 2"],
    [body.replace("end", "10.1.4.20,10.1.9.31,22,6"), "was cut"],
    [`${body}more`, "was cut"],
    [body.slice(0, 60), "must have 3 flows and an end, as it announces, got 2 lines: it was cut"],
    [
      body.replace("10.1.4.20,10.1.9.31,5432,6", "10.1.4.20,10.1.9.31,5432"),
      "must hold a flow in line 2, got '10.1.4.20,10.1.9.31,5432'",
    ],
  ])("is refused with the reason: %j", (text, problem) => {
    expect(() => new FlowBatch().add(text, 0)).toThrow(problem);
  });
});

test("messages stay below the size limit and hold every flow, however small the limit is", () => {
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6().filter((text) => !text.includes(".")),
  );
  const row = fc.record({
    srcaddr: fc.ipV4(),
    dstaddr: fc.ipV4(),
    v6: fc.tuple(address, address),
    srcport: fc.nat(65_535),
    dstport: fc.nat(65_535),
    protocol: fc.constantFrom(6, 17),
    "tcp-flags": fc.constantFrom(0, 2, 18),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 256, max: 2000 }), (rows, limit) => {
      const table = new FlowTable();
      const records = rows.map(({ v6: [one, two], ...values }) =>
        record(
          OURS,
          one.includes(":") && two.includes(":") ? { ...values, srcaddr: one, dstaddr: two } : values,
        ),
      );
      readDelivery(Buffer.from(JSON.stringify(payload(records))), OURS, table);
      const small = [...table.chunks(limit)];
      for (const body of small) expect(body.length).toBeLessThanOrEqual(limit);
      const lines = (bodies: readonly string[]) =>
        uploaded(bodies, { undecided: "lower-port" })
          .flows.map(({ line }) => line)
          .sort();
      expect(lines(small)).toEqual(lines([...table.chunks(1_000_000)]));
    }),
    { numRuns: 200 },
  );
});

describe("a batch of tables", () => {
  const address = fc.constantFrom(
    "10.1.4.20",
    "10.1.4.21",
    "10.1.9.31",
    "2001:db8::1",
    "2001:db8::2",
    "fe80::a",
  );
  const row = fc
    .record({
      srcaddr: address,
      dstaddr: address,
      srcport: fc.constantFrom(22, 443, 5000, 40001, 50000),
      dstport: fc.constantFrom(22, 443, 5000, 40001, 50000),
      protocol: fc.constantFrom(6, 17),
      "tcp-flags": fc.constantFrom(0, 2, 18),
      action: fc.constantFrom("ACCEPT", "REJECT"),
    })
    .filter(({ srcaddr, dstaddr }) => srcaddr.includes(":") === dstaddr.includes(":"));
  const table = (rows: readonly Record<string, string | number>[]) => {
    const made = new FlowTable({ includeRejected: true });
    readDelivery(Buffer.from(JSON.stringify(payload(rows.map((one) => record(OURS, one))))), OURS, made);
    return made;
  };

  test("has the flows and decisions of a batch of their messages", () => {
    fc.assert(
      fc.property(fc.array(fc.array(row, { maxLength: 20 }), { maxLength: 5 }), (deliveries) => {
        const tables = deliveries.map(table);
        const [direct, queued] = [new FlowBatch(), new FlowBatch()];
        for (const [number, one] of tables.entries()) {
          direct.add(one, number);
          for (const body of one.chunks(1_000_000)) queued.add(body, number);
        }
        for (const batch of [direct, queued]) batch.decide({ undecided: "lower-port" });
        expect(direct.flows).toEqual(queued.flows);
        expect(direct.stats.decisions).toEqual(queued.stats.decisions);
      }),
    );
  });

  test("has the flows that a table decides on its own when it holds only this table", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const only = table(rows);
        const batch = new FlowBatch();
        batch.add(only, 0);
        batch.decide({});
        const decided = only.decide({});
        expect(batch.flows.map(({ line }) => line).sort()).toEqual([...decided.lines()]);
        expect(batch.stats.decisions).toEqual(decided.decisions);
      }),
    );
  });
});

test.each([
  [["a", "a"], undefined],
  [["a,rejected"], true],
  [["a,rejected", "a"], undefined],
  [["a", "a,rejected"], undefined],
])("a flow that arrives as %j is marked unproven: %p", (marks, unproven) => {
  const batch = new FlowBatch();
  for (const [index, mark] of marks.entries())
    batch.add(`illumio-flows/1 1 0\n${mark.replace("a", FLOW)}\nend\n`, index);
  batch.decide();
  expect(batch.flows.map((flow) => flow.unproven)).toEqual([unproven]);
});
