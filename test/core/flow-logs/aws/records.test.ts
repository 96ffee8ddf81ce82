import fc from "fast-check";
import { FlowTable, readDelivery } from "../../../../core/flow-logs";
import { FLOW_LOG_FIELDS, TRANSIT_GATEWAY_FORMAT } from "../../../../core/flow-logs/aws/flow-log-fields";
import { OURS, payload, readRecords, record, V2 } from "../reading";

const SYN = { "tcp-flags": 2 };
const SYN_ACK = {
  "tcp-flags": 18,
  srcaddr: "10.1.9.31",
  dstaddr: "10.1.4.20",
  srcport: 5432,
  dstport: 51544,
};
const FLOW = "10.1.4.20,10.1.9.31,5432,6";

describe("a record tells its direction by itself:", () => {
  test.each([2, 3, 6, 7])("the source is the client when the flags are %i", (flags) => {
    const { flows, stats } = readRecords(OURS, [record(OURS, { "tcp-flags": flags })]);
    expect(flows).toEqual([FLOW]);
    expect(stats.decisions).toEqual({ "tcp-flags": 1 });
  });

  test.each([18, 19, 22, 23])("the source is the server when the flags are %i", (flags) => {
    expect(readRecords(OURS, [record(OURS, { ...SYN_ACK, "tcp-flags": flags })]).flows).toEqual([FLOW]);
  });

  test.each([0, 1, 4, 5, "-"])("the direction stays open when the flags are %s", (flags) => {
    const { bodies, stats } = readRecords(OURS, [record(OURS, { "tcp-flags": flags })]);
    expect(bodies[0]).toContain("10.1.4.20,51544,10.1.9.31,5432,6,1,1\n");
    expect(stats).toMatchObject({ decisions: {}, carried: 1 });
  });

  test("the direction stays open when the protocol is not TCP", () => {
    expect(readRecords(OURS, [record(OURS, { ...SYN, protocol: 17 })]).stats.carried).toBe(1);
  });

  test("a record is decided by an opening of the same flow in the delivery", () => {
    const { stats, bodies } = readRecords(OURS, [
      record(OURS, {}),
      record(OURS, SYN),
      record(OURS, { srcaddr: "10.1.9.31", dstaddr: "10.1.4.20", srcport: 5432, dstport: 51544 }),
      record(OURS, { srcport: 51545 }),
    ]);
    expect(stats.decisions).toEqual({ "tcp-flags": 1, "paired-record": 3 });
    expect(bodies).toEqual([`illumio-flows/1 1 0\n${FLOW}\nend\n`]);
  });
});

describe("records that carry no flow", () => {
  test("are counted when they are NODATA or SKIPDATA", () => {
    const empty = Object.fromEntries(OURS.slice(3, 10).map((field) => [field, "-"]));
    const { stats, flows } = readRecords(OURS, [
      record(OURS, { ...empty, action: "-", "log-status": "NODATA" }),
      record(OURS, { ...empty, action: "-", "log-status": "SKIPDATA" }),
      record(OURS, { ...empty, action: "-", "log-status": "NODATA" }),
      record(OURS, SYN),
    ]);
    expect(stats.skipped).toEqual({ "no-data": 2, "skip-data": 1 });
    expect(stats.samples).toEqual({});
    expect(flows).toEqual([FLOW]);
  });

  test("are left out when they are rejected, unless rejected traffic is asked for", () => {
    const rejected = [record(OURS, { ...SYN, action: "REJECT" })];
    expect(readRecords(OURS, rejected)).toMatchObject({ flows: [], stats: { skipped: { rejected: 1 } } });
    expect(readRecords(OURS, rejected, { includeRejected: true }).flows).toEqual([FLOW]);
  });

  test("are recognised without log-status when their window had no traffic, and no other record is", () => {
    const format = OURS.filter((field) => field !== "log-status");
    const empty = Object.fromEntries(OURS.slice(3, 10).map((field) => [field, "-"]));
    const read = (values: Record<string, string | number>) =>
      readRecords(format, [record(format, values)]).stats.skipped;
    expect(read({ ...empty, action: "-" })).toEqual({ "no-data": 1 });
    expect(read({ ...empty, action: "-", protocol: 6 })).toEqual({ "missing-value": 1 });
    expect(readRecords(OURS, [record(OURS, { ...empty, "log-status": "OK" })]).stats.skipped).toEqual({
      "missing-value": 1,
    });
  });

  test("are left out when they reject packets of a closed connection, which are no attempt", () => {
    const late = [record(OURS, { "tcp-flags": 4, action: "REJECT" })];
    expect(readRecords(OURS, late, { includeRejected: true }).stats.skipped).toEqual({
      "rejected-late-packet": 1,
    });
  });
});

describe("interfaces between client and server", () => {
  const ahead = {
    "instance-id": "-",
    dstaddr: "10.1.0.9",
    "pkt-srcaddr": "10.1.4.20",
    "pkt-dstaddr": "203.0.113.7",
  };

  test("a NAT gateway's record is left out when the packet goes on to another address", () => {
    const { flows, stats } = readRecords(OURS, [record(OURS, { ...SYN, ...ahead })]);
    expect(flows).toEqual([]);
    expect(stats.skipped).toEqual({ "pass-through-interface": 1 });
  });

  test("a NAT gateway's connection to the other side is a flow of its own", () => {
    const behind = {
      srcaddr: "10.1.0.9",
      dstaddr: "203.0.113.7",
      "pkt-srcaddr": "10.1.0.9",
      "pkt-dstaddr": "203.0.113.7",
    };
    const { flows } = readRecords(OURS, [record(OURS, { ...SYN, "instance-id": "-", ...behind })]);
    expect(flows).toEqual(["10.1.0.9,203.0.113.7,5432,6"]);
  });

  test("an instance's secondary address is used when the packet has it", () => {
    const secondary = { ...SYN, "pkt-srcaddr": "10.1.4.21", "pkt-dstaddr": "10.1.9.31" };
    expect(readRecords(OURS, [record(OURS, secondary)]).flows).toEqual(["10.1.4.21,10.1.9.31,5432,6"]);
  });

  test("a load balancer's own record is kept, although it has no instance", () => {
    const same = { ...SYN, "instance-id": "-", "pkt-srcaddr": "10.1.4.20", "pkt-dstaddr": "10.1.9.31" };
    expect(readRecords(OURS, [record(OURS, same)]).flows).toEqual([FLOW]);
  });

  test("the interface type decides what is left out from version 11 on", () => {
    const fields = [...OURS, "interface-type"];
    const of = (type: string) =>
      readRecords(fields, [record(fields, { ...SYN, ...ahead, "interface-type": type })]);
    expect(of("transit_gateway").stats.skipped).toEqual({ "pass-through-interface": 1 });
    expect(of("network_load_balancer").flows).toEqual(["10.1.4.20,203.0.113.7,5432,6"]);
    expect(of("-").stats.skipped).toEqual({ "pass-through-interface": 1 });
  });
});

describe("a record that cannot be read", () => {
  const good = record(OURS, SYN);
  test.each([
    ["too-few-fields", good.split(" ").slice(0, 9).join(" ")],
    ["no-message", ""],
    ["too-many-fields", `${good} more`],
    ["bad-version", record(OURS, { version: "five" })],
    ["bad-account", record(OURS, { "account-id": "me" })],
    ["bad-interface", record(OURS, { "interface-id": "en0" })],
    ["bad-address", record(OURS, { srcaddr: "10.1.4.256" })],
    ["bad-address", record(OURS, { dstaddr: "10.1.4" })],
    ["bad-address", record(OURS, { srcaddr: "010.001.4.1" })],
    ["bad-address", record(OURS, { dstaddr: "10.1.4.00" })],
    ["bad-address", record(OURS, { dstaddr: "2001:db8::10.1.4.01" })],
    ["bad-address", record(OURS, { "pkt-srcaddr": "host" })],
    ["bad-address", record(OURS, { dstaddr: "2001:db8::1" })],
    ["bad-port", record(OURS, { srcport: 65536 })],
    ["bad-port", record(OURS, { dstport: "http" })],
    ["bad-protocol", record(OURS, { protocol: 256 })],
    ["bad-tcp-flags", record(OURS, { "tcp-flags": "SYN" })],
    ["bad-action", record(OURS, { action: "DROP" })],
    ["bad-log-status", record(OURS, { "log-status": "FINE" })],
    ["missing-value", record(OURS, { srcaddr: "-" })],
    ["missing-value", record(OURS, { dstport: "-" })],
    ["missing-value", record(OURS, { protocol: "-" })],
  ])("is counted as %s with a sample when good records surround it", (reason, bad) => {
    const { stats, flows } = readRecords(OURS, [good, bad, good]);
    expect(stats.records).toBe(3);
    expect(stats.skipped).toEqual({ [reason]: 1 });
    expect(stats.samples).toEqual({ [reason]: bad.slice(0, 200) });
    expect(stats.decisions).toEqual({ "tcp-flags": 2 });
    expect(flows).toEqual([FLOW]);
  });

  test("leaves the first sample of its reason in place, shortened", () => {
    const { stats } = readRecords(OURS, ["a".repeat(500), "b", "c"]);
    expect(stats.skipped).toEqual({ "too-few-fields": 3 });
    expect(stats.samples).toEqual({ "too-few-fields": "a".repeat(200) });
  });
});

describe("a record is read", () => {
  test.each([
    ["double spaces", (text: string) => text.replaceAll(" ", "  ")],
    ["spaces around", (text: string) => `  ${text} `],
    ["tabs", (text: string) => text.replaceAll(" ", "\t")],
    ["a line feed at the end", (text: string) => `${text}\n`],
    ["CRLF at the end", (text: string) => `${text}\r\n`],
    ["milliseconds", (text: string) => text.replaceAll("17882322", "17882322000")],
  ])("with %s", (_, change) => {
    const messages = [record(OURS, SYN), change(record(OURS, { ...SYN, dstport: 6379 })), record(OURS, SYN)];
    const { flows, stats } = readRecords(OURS, messages);
    expect(flows).toEqual([FLOW, "10.1.4.20,10.1.9.31,6379,6"]);
    expect(stats).toMatchObject({ records: 3, skipped: {} });
  });

  test("with - in every field that a flow does not need", () => {
    const needed = ["srcaddr", "dstaddr", "srcport", "dstport", "protocol", "version"];
    const rest = [...FLOW_LOG_FIELDS].filter((field) => !needed.includes(field) && field !== "resource-type");
    const fields = [...needed, ...rest];
    const dashes = Object.fromEntries(rest.map((field) => [field, "-"]));
    expect(readRecords(fields, [record(fields, dashes)]).flows).toEqual([FLOW]);
  });

  test("with a value that begins like the one before it", () => {
    const rows = ["subnet-1", "subnet-12", "subnet-1", "subnet-", "-"].map((subnet, index) =>
      record(OURS, { ...SYN, "subnet-id": subnet, srcaddr: "10.1.4.2", "pkt-srcaddr": `10.1.4.2${index}` }),
    );
    const { flows, stats } = readRecords(OURS, rows);
    expect(stats).toMatchObject({ records: 5, skipped: {} });
    expect(flows).toEqual([0, 1, 2, 3, 4].map((index) => `10.1.4.2${index},10.1.9.31,5432,6`));
  });

  test("with percent-encoded tags, whatever they say", () => {
    const fields = [...OURS, "instance-tag", "interface-tag-2"];
    const tags = { ...SYN, "instance-tag": "caf%C3%A9%20%22app%22", "interface-tag-2": "%zz%" };
    expect(readRecords(fields, [record(fields, tags), record(fields, SYN)]).flows).toEqual([FLOW]);
  });

  test("with its IPv6 addresses in canonical text", () => {
    const v6 = { ...SYN, srcaddr: "2001:0DB8:0:0:0:0:0:1", dstaddr: "2001:db8::2", type: "IPv6" };
    expect(readRecords(OURS, [record(OURS, v6)]).flows).toEqual(["2001:db8::1,2001:db8::2,5432,6"]);
  });

  test("with the other direction of the same IPv6 connection as one flow", () => {
    const [one, two] = ["2001:db8::1", "2001:db8::2"];
    const { stats } = readRecords(OURS, [
      record(OURS, { srcaddr: two, dstaddr: one, srcport: 5432, dstport: 51544 }),
      record(OURS, { ...SYN, srcaddr: one, dstaddr: two }),
    ]);
    expect(stats.decisions).toEqual({ "tcp-flags": 1, "paired-record": 1 });
  });

  test("without ports when it is ICMP", () => {
    const icmp = { protocol: 1, srcport: "-", dstport: "-" };
    expect(readRecords(V2, [record(V2, icmp)]).flows).toEqual(["10.1.4.20,10.1.9.31,0,1"]);
  });
});

describe("records of transit gateways", () => {
  const TGW = record(TRANSIT_GATEWAY_FORMAT, {
    version: 6,
    "resource-type": "TransitGateway",
    "tcp-flags": 2,
  });

  test("are read in their own format", () => {
    expect(readRecords(TRANSIT_GATEWAY_FORMAT, [TGW]).flows).toEqual([FLOW]);
  });

  test("are recognised and counted among records of a VPC", () => {
    const { flows, stats } = readRecords(V2, [TGW, record(V2, {})]);
    expect(stats.skipped).toEqual({ "transit-gateway": 1 });
    expect(stats.samples).toEqual({});
    expect(flows).toEqual([FLOW]);
  });
});

test("records are read as a plain reading by string splitting does, in any order of fields", () => {
  const all = [...FLOW_LOG_FIELDS].filter((field) => !/^tgw-|^resource-type$/.test(field));
  const needed = ["srcaddr", "dstaddr", "srcport", "dstport", "protocol"];
  const formats = fc
    .subarray(all.filter((field) => !needed.includes(field)))
    .chain((some) => fc.shuffledSubarray([...needed, ...some], { minLength: needed.length + some.length }));
  const address = fc.constantFrom(
    "10.0.0.1",
    "10.0.0.2",
    "192.168.255.255",
    "0.0.0.0",
    "255.255.255.255",
    "-",
  );
  const values = fc.record({
    srcaddr: address,
    dstaddr: address,
    srcport: fc.constantFrom("0", "80", "65535", "65536", "-"),
    dstport: fc.constantFrom("443", "1", "40000", "x"),
    protocol: fc.constantFrom("6", "17", "1", "999"),
    "tcp-flags": fc.constantFrom("0", "2", "3", "18", "19", "-"),
    action: fc.constantFrom("ACCEPT", "REJECT"),
    "log-status": fc.constantFrom("OK", "OK", "NODATA"),
    "pkt-srcaddr": fc.constantFrom("-", "10.0.0.1", "10.9.9.9"),
    "instance-id": fc.constantFrom("-", "i-0123456789abcdef0"),
    "interface-type": fc.constantFrom("-", "interface", "nat_gateway"),
  });
  fc.assert(
    fc.property(formats, fc.array(values, { maxLength: 12 }), (fields, rows) => {
      const table = new FlowTable();
      const messages = rows.map((row) => record(fields, row));
      readDelivery(Buffer.from(JSON.stringify(payload(messages))), fields, table);
      const { stats } = table;
      const plain = plainly(fields, messages);
      expect([...table.chunks(1000)].join("").match(/^[\d.]+,[\d.]+,\d+,\d+$/gm) ?? []).toHaveLength(
        plain.flows.size,
      );
      for (const flow of plain.flows) expect([...table.chunks(1000)].join("")).toContain(`\n${flow}\n`);
      expect(stats.skipped).toEqual(plain.skipped);
      const decided = Object.values(stats.decisions).reduce((sum, count) => sum + count, 0);
      const skipped = Object.values(stats.skipped).reduce((sum, count) => sum + count, 0);
      expect(stats.records).toBe(rows.length);
      expect(decided + skipped + stats.carried).toBe(rows.length);
    }),
    { numRuns: 500 },
  );
});

/** The same by string splitting: flows decided by the flags alone, and why records are left out. */
function plainly(fields: readonly string[], messages: readonly string[]) {
  const flows = new Set<string>();
  const skipped: Record<string, number> = {};
  for (const message of messages) {
    const row = Object.fromEntries(message.split(" ").map((value, index) => [fields[index]!, value]));
    const reason = reasonOf(row);
    if (reason !== undefined) skipped[reason] = (skipped[reason] ?? 0) + 1;
    else if (row["protocol"] === "6") {
      const [src, dst] = [address(row, "src"), address(row, "dst")];
      const opening = Number(row["tcp-flags"] ?? 0) & 18;
      if (opening === 2) flows.add(`${src},${dst},${row["dstport"]},6`);
      if (opening === 18) flows.add(`${dst},${src},${row["srcport"]},6`);
    }
  }
  return { flows, skipped };
}

function address(row: Record<string, string>, side: "src" | "dst"): string {
  const packet = row[`pkt-${side}addr`] ?? "-";
  return packet === "-" ? row[`${side}addr`]! : packet;
}

function reasonOf(row: Record<string, string>): string | undefined {
  const order = Object.keys(row).filter(
    (field) =>
      (field === "srcport" && row[field] === "65536") ||
      (field === "dstport" && row[field] === "x") ||
      (field === "protocol" && row[field] === "999"),
  );
  if (order.length > 0) return order[0] === "protocol" ? "bad-protocol" : "bad-port";
  if (row["log-status"] === "NODATA") return "no-data";
  if (row["action"] === "REJECT") return "rejected";
  if (address(row, "src") === "-" || address(row, "dst") === "-") return "missing-value";
  const type = row["interface-type"] ?? "-";
  const differs = ["src", "dst"].some((side) => {
    const [own, packet] = [row[`${side}addr`], row[`pkt-${side}addr`] ?? "-"];
    return own !== "-" && packet !== "-" && own !== packet;
  });
  if (type === "nat_gateway") return "pass-through-interface";
  if (type === "-" && row["instance-id"] === "-" && differs) return "pass-through-interface";
  if (row["srcport"] === "-" && row["protocol"] !== "1") return "missing-value";
  return undefined;
}
