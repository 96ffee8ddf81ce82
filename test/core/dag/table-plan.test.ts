import fc from "fast-check";
import {
  type DagBindingDefinition,
  isInSync,
  planSummary,
  type RegisteredEntry,
  TableIndex,
  type TagMessage,
  tablePlan,
  tagMessages,
} from "../../../core/dag";
import { binding, membersOf } from "./facts";

const TAG = "illumio-iac.web";
const entry = (address: string, ...tags: string[]): RegisteredEntry => ({
  address,
  tags: tags.map((name) => ({ name })),
});
const plan = (wanted: string[], table: RegisteredEntry[], changes: Partial<DagBindingDefinition> = {}) =>
  tablePlan(binding(changes), membersOf(...wanted), new TableIndex(table));

test("a plan registers, unregisters and keeps addresses by what the table holds", () => {
  const result = plan(["10.0.0.1", "10.0.0.2"], [entry("10.0.0.2", TAG), entry("10.0.0.3", TAG, "other")]);
  expect(result.register.map(({ address }) => address)).toEqual(["10.0.0.1"]);
  expect(result.unregister).toEqual(["10.0.0.3"]);
  expect(planSummary(result)).toBe("+1 -1 = 2");
});

test("a plan leaves entries without the binding's tag alone, also those with another tag of the same prefix", () => {
  const table = [entry("10.0.0.3", "web"), entry("10.0.0.4", `${TAG}2`), entry("10.0.0.5", "illumio-iac.db")];
  expect(isInSync(plan([], table))).toBe(true);
});

test("an IPv6 address that the firewall spells in another way is the same address", () => {
  const table = [entry("2001:DB8:0::7", TAG)];
  expect(isInSync(plan(["2001:db8::7"], table))).toBe(true);
  expect(plan([], table).unregister).toEqual(["2001:DB8:0::7"]);
});

test("networks and ranges in the table are read, named in a warning when they carry the tag, and left alone", () => {
  const table = [entry("10.0.0.0/24", TAG), entry("10.0.1.1-10.0.1.9", "other"), entry("10.0.0.7", TAG)];
  const result = plan(["10.0.0.7"], table);
  expect(isInSync(result)).toBe(true);
  expect(result.warnings).toEqual([`10.0.0.0/24 carries the tag ${TAG} too; it is left alone`]);
});

test("an address with 32 tags is a problem before anything is written", () => {
  const full = entry("10.0.0.1", ...Array.from({ length: 32 }, (_, index) => `t${index}`));
  expect(plan(["10.0.0.1"], [full]).problems).toEqual(["10.0.0.1 has 32 tags already, and PAN-OS keeps 32"]);
});

test("too many addresses, too many removals and a full firewall are problems, all named at once", () => {
  const table = Array.from({ length: 40 }, (_, index) => entry(`10.0.1.${index}`, TAG));
  const options = { deviceLimit: 41 };
  const result = tablePlan(
    binding({ maxAddresses: 1 }),
    membersOf("10.0.0.1", "10.0.0.2"),
    new TableIndex(table),
    options,
  );
  expect(result.problems).toEqual([
    "2 addresses match, and maxAddresses allows 1",
    expect.stringMatching(/^40 of 40 addresses would leave and 2 would enter/),
    "the registered-IP table would hold 42 entries (40 now), and the firewall takes 41",
  ]);
});

test("addresses of other bindings of the run count towards the firewall's limit, shared addresses once", () => {
  const options = {
    deviceLimit: 3,
    otherMembers: [membersOf("10.0.0.1", "10.0.0.2"), membersOf("10.0.0.2")],
  };
  const problems = (table: RegisteredEntry[]) =>
    tablePlan(binding(), membersOf("10.0.0.1"), new TableIndex(table), options).problems;
  expect(problems([entry("10.9.9.9", "other")])).toEqual([]);
  expect(problems([entry("10.9.9.9", "other"), entry("10.0.0.1", TAG)])).toEqual([]);
  expect(problems([entry("10.9.9.9", "other"), entry("10.9.9.8", "other")])).toHaveLength(1);
});

type Table = Map<string, Set<string>>;

/** What a strict firewall makes of a message; it has no patience with duplicates. */
function apply(table: Table, { kind, changes }: TagMessage): void {
  for (const { address, tag } of changes) {
    const tags = table.get(address) ?? new Set();
    if (kind === "register") {
      if (tags.has(tag)) throw new Error(`${address} has ${tag}`);
      if (tags.size >= 32) throw new Error(`${address} is full`);
      table.set(address, tags.add(tag));
    } else if (!tags.delete(tag)) throw new Error(`${address} has no ${tag}`);
    else if (tags.size === 0) table.delete(address);
  }
}

const entriesOf = (table: Table): RegisteredEntry[] =>
  [...table].map(([address, tags]) => entry(address, ...tags));

test("a plan for any of 10,000 random tables reaches the wanted members, keeps foreign entries, and leaves a second plan empty", () => {
  const address = fc.constantFrom(
    "10.0.0.1",
    "10.0.0.2",
    "10.0.0.3",
    "2001:db8::1",
    "2001:DB8::2",
    "10.1.0.0/24",
    "10.0.0.5-10.0.0.9",
  );
  const tags = fc.uniqueArray(
    fc.constantFrom(TAG, `${TAG}.rev.0123456789abcdef`, "other", "illumio-iac.db"),
    {
      minLength: 1,
    },
  );
  const tables = fc.uniqueArray(fc.tuple(address, tags), { selector: ([key]) => key });
  const wanted = fc.uniqueArray(
    fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.4", "2001:db8::1", "2001:db8::2"),
  );
  const isHost = (text: string) => !/[/-]/.test(text);
  fc.assert(
    fc.property(tables, wanted, (rows, addresses) => {
      const table: Table = new Map(rows.map(([key, names]) => [key, new Set(names)]));
      const foreign = (from: Table) =>
        [...from].flatMap(([key, names]) =>
          [...names].filter((name) => name !== TAG || !isHost(key)).map((name) => `${key} ${name}`),
        );
      const before = foreign(table);
      const { register, unregister, problems } = plan(addresses, entriesOf(table));
      expect(problems).toEqual([]);
      const messages = tagMessages({
        register: register.map(({ address: to }) => ({ address: to, tag: TAG })),
        unregister: unregister.map((from) => ({ address: from, tag: TAG })),
      });
      for (const message of messages) apply(table, message);
      expect(foreign(table)).toEqual(before);
      const own = [...table]
        .filter(([key, names]) => names.has(TAG) && isHost(key))
        .map(([key]) => key.toLowerCase());
      expect(own.sort()).toEqual([...addresses].sort());
      expect(isInSync(plan(addresses, entriesOf(table)))).toBe(true);
    }),
    { numRuns: 10_000 },
  );
});

test("messages hold at most 500 addresses of one kind, and addresses that leave go first", () => {
  const changes = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ address: `a${index}`, tag: TAG }));
  const messages = tagMessages({ register: changes(1001), unregister: changes(501) });
  expect(messages.map(({ kind, changes: held }) => [kind, held.length])).toEqual([
    ["unregister", 500],
    ["unregister", 1],
    ["register", 500],
    ["register", 500],
    ["register", 1],
  ]);
  expect(tagMessages({ register: [], unregister: [] })).toEqual([]);
});
