import fc from "fast-check";
import {
  fromPceInterfaces,
  toPceInterfaces,
} from "../../../../dynamic-providers/pce/unmanaged-workload/workload-interfaces";

const key = fc.stringMatching(/^[a-z]{1,4}$/);
const ip = fc.ipV4();
const item = fc.record(
  {
    address: ip,
    name: key,
    cidrBlock: fc.integer({ min: 0, max: 32 }),
    linkState: fc.constantFrom("up", "down"),
  },
  { requiredKeys: ["address"] },
);

/** As `check` lets them through: no name and address twice. */
const interfaces = fc.dictionary(key, item, { maxKeys: 6 }).filter((declared) => {
  const pairs = Object.entries(declared).map(([name, each]) => `${each.name ?? name} ${each.address}`);
  return new Set(pairs).size === pairs.length;
});

it("the comparison reports no difference for interfaces just written, in whatever order the PCE answers", () => {
  fc.assert(
    fc.property(interfaces, fc.infiniteStream(fc.nat()), (declared, order) => {
      const weights = order[Symbol.iterator]();
      const answered = toPceInterfaces(declared)
        .map((each) => ({ each, weight: weights.next().value as number }))
        .sort((a, b) => a.weight - b.weight)
        .map(({ each }) => ({
          link_state: "unknown" as const,
          cidr_block: 24,
          network: { href: "/n/1" },
          ...each,
        }));
      expect(fromPceInterfaces(answered, declared)).toEqual(declared);
    }),
  );
});

it("the report has every interface of the PCE, so that writing it back changes nothing", () => {
  fc.assert(
    fc.property(interfaces, interfaces, (declared, present) => {
      const rows = toPceInterfaces(present).map(({ name, address }) => ({ name, address }));
      const written = toPceInterfaces(fromPceInterfaces(rows, declared));
      const shown = (list: { name: string; address: string }[]) =>
        list.map(({ name, address }) => `${name} ${address}`).sort();
      expect(shown(written)).toEqual(shown(rows));
    }),
  );
});

it("a changed address is shown as a change of the interface that has it", () => {
  const seen = fromPceInterfaces([{ name: "eth0", address: "10.0.0.9" }], {
    front: { name: "eth0", address: "10.0.0.1" },
  });
  expect(seen).toEqual({ front: { name: "eth0", address: "10.0.0.9" } });
});
