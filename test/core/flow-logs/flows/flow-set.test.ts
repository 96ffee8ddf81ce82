import fc from "fast-check";
import { readIpv6 } from "../../../../core/addresses/ipv6";
import { Connections, IPV6 } from "../../../../core/flow-logs/flows/connections";
import { FlowSet } from "../../../../core/flow-logs/flows/flow-set";

function put(connections: Connections, text: string): number {
  if (!text.includes(":")) return text.split(".").reduce((sum, octet) => (sum << 8) | Number(octet), 0);
  const groups = new Uint16Array(8);
  readIpv6(Buffer.from(text), 0, groups);
  return connections.addIpv6(groups);
}

function lines(
  flows: readonly { readonly ends: readonly [string, string]; port: number; protocol: number }[],
) {
  const connections = new Connections();
  const set = new FlowSet(connections);
  for (const { ends, port, protocol } of flows) {
    const [client, server] = [put(connections, ends[0]), put(connections, ends[1])];
    set.add(client, server, port, ends[0].includes(":") ? protocol | IPV6 : protocol);
  }
  return { size: set.sort(), lines: [...set.lines()], text: Buffer.concat([...set.pieces()]).toString() };
}

// Addresses whose text has another order than their number, and of both families between each other.
const ipv4 = fc.oneof(
  fc.ipV4(),
  fc.constantFrom("9.0.0.1", "10.0.0.9", "10.0.0.10", "200.1.1.1", "201.1.1.1"),
);
const ipv6 = fc.constantFrom("2001:db8::1", "2001:db8::1:2", "2001:db8::9", "2001:db8::10", "fd00::1", "::1");
const flow = fc.record({
  ends: fc.oneof(fc.tuple(ipv4, ipv4), fc.tuple(ipv6, ipv6)),
  port: fc.oneof(fc.nat(65_535), fc.constantFrom(0, 9, 10, 99, 100, 443, 999, 1000, 65_535)),
  protocol: fc.oneof(fc.nat(255), fc.constantFrom(6, 17)),
});

test("a flow set gives each flow once, in the order of its text", () => {
  fc.assert(
    fc.property(fc.array(flow, { maxLength: 60 }), (flows) => {
      const texts = flows.map(({ ends, port, protocol }) => `${ends.join()},${port},${protocol}`);
      const expected = [...new Set(texts)].sort();
      const found = lines([...flows, ...flows.slice(0, 5)]);
      expect(found.lines).toEqual(expected);
      expect(found.size).toBe(expected.length);
      expect(found.text).toBe(expected.map((line) => `${line}\n`).join(""));
    }),
    { numRuns: 500 },
  );
});

test("a flow set grows beyond one piece of text and its first columns", () => {
  const flows = Array.from({ length: 6_000 }, (_, index) => ({
    ends: [`10.0.${index >> 8}.${index & 255}`, "10.1.0.1"] as const,
    port: index,
    protocol: 6,
  }));
  const found = lines(flows);
  expect(found.size).toBe(6_000);
  expect(found.lines).toEqual(flows.map(({ ends, port }) => `${ends.join()},${port},6`).sort());
});
