import fc from "fast-check";
import { Checks } from "../../../core/checks";
import { readRecordRow, recordRow, STEPS, type VmRecord } from "../../../core/onboarding";
import { recordOf } from "./machines";

const words = fc.string({ unit: "binary", maxLength: 20 });
const time = fc.integer({ min: 0, max: 4e12 }).map((at) => new Date(at).toISOString());
const texts = fc.dictionary(
  words.filter((key) => key !== "__proto__"),
  words,
);

const anyRecord: fc.Arbitrary<VmRecord> = fc.record(
  {
    version: fc.constant(1 as const),
    vmId: fc.uuid(),
    resourceId: words,
    name: words,
    computerName: words,
    status: fc.constantFrom<VmRecord["status"]>("open", "failed", "skipped", "closed"),
    step: fc.constantFrom(...STEPS),
    since: time,
    reason: words,
    attempts: fc.nat(),
    nextAttempt: time,
    command: fc.record(
      {
        name: words,
        startedAt: time,
        nonce: words,
        isTaken: fc.constant(true as const),
        operation: words,
        succeededAt: time,
      },
      { requiredKeys: ["name", "startedAt", "nonce"] },
    ),
    workload: words,
    cmdbId: words,
    labels: texts,
    host: fc.record({ name: words, groups: fc.array(words) }),
    awaitsApproval: texts,
    approved: fc.record({ by: words, at: time, labels: texts }),
  },
  {
    requiredKeys: [
      "version",
      "vmId",
      "resourceId",
      "name",
      "computerName",
      "status",
      "step",
      "since",
      "reason",
      "attempts",
    ],
  },
);

/** @throws ConfigurationError that names every damaged column */
function readRow(vmId: string, row: Parameters<typeof readRecordRow>[1]) {
  const checks = Checks.start();
  const read = readRecordRow(vmId, row, checks);
  checks.throwIfAny(vmId);
  return read;
}

test("any record comes back from its row, whose values are texts and whole numbers under legal names", () => {
  fc.assert(
    fc.property(anyRecord, (record) => {
      const { vmId, ...rest } = record;
      const row = recordRow(record);
      expect(Object.keys(row).sort()).toEqual(Object.keys(rest).sort());
      for (const [column, value] of Object.entries(row)) {
        expect(column).toMatch(/^[A-Za-z_]\w{0,254}$/);
        expect(["PartitionKey", "RowKey", "Timestamp"]).not.toContain(column);
        expect(typeof value === "string" || Number.isInteger(value)).toBe(true);
      }
      expect(readRow(vmId, row)).toEqual({ record });
    }),
    { numRuns: 200 },
  );
});

test("what is undefined has no column", () => {
  expect(Object.keys(recordRow({ ...recordOf(), workload: undefined }))).not.toContain("workload");
});

test("a column that is not known is left out, and so is a property within one", () => {
  const record = recordOf({ host: { name: "h", groups: ["g"] } });
  const row = { ...recordRow(record), etag: "x", host: '{"name":"h","groups":["g"],"color":"red"}' };
  expect(readRow("id-of-web1", row)).toEqual({ record });
});

test.each([[{ version: 2 }], [{ version: 7, step: "scanned", reason: 4 }]])(
  "a row of a later release is told, whatever else is in it: %p",
  (change) => {
    expect(readRow("x", { ...recordRow(recordOf()), ...change })).toEqual({ newer: true });
  },
);

test.each<[string, object, RegExp]>([
  ["no version", { version: undefined }, /version: must be 1, got undefined/],
  ["a version that is none", { version: "2" }, /version: must be 1, got '2'/],
  ["an old version", { version: 0 }, /version: must be 1, got 0/],
  ["no step", { step: undefined }, /step: is missing/],
  ["a step that is none", { step: "paired" }, /step: must be discovered, recorded.* got 'paired'/],
  ["a time that is none", { since: "yesterday" }, /since: must be a time like 2026.* got 'yesterday'/],
  ["a next attempt that is none", { nextAttempt: "2026-99-01T00:00:00Z" }, /nextAttempt: must be a time/],
  ["attempts that are no number", { attempts: "3" }, /attempts: must be a whole number/],
  ["JSON that is cut", { labels: '{"app":"sh' }, /labels: must be JSON text/],
  ["JSON of another shape", { command: '{"name":7}' }, /command\.name: must be text, got 7/],
  ["JSON of another kind", { host: "7" }, /host: must be an object, got 7/],
  ["JSON without a part", { host: '{"name":"h"}' }, /host\.groups: is missing/],
  ["JSON null", { host: "null" }, /host: is missing/],
])("a row with %s is refused by its column", (_what, change, problem) => {
  const read = () => readRow("id-7", { ...recordRow(recordOf()), ...change });
  expect(read).toThrow(/^id-7: /);
  expect(read).toThrow(problem);
});

test("every damaged column is named at once", () => {
  const row = { ...recordRow(recordOf()), step: "x", status: "y" };
  expect(() => readRow("a", row)).toThrow(/2 problems\n {2}status: .*\n {2}step: /);
});

test("a text that a table cannot take is refused by its column", () => {
  const record = recordOf({ labels: { app: "x".repeat(40_000) } });
  expect(() => recordRow(record)).toThrow(
    "row id-of-web1 of partition vm of the records: column labels would have 40010 characters, and a table takes 32768",
  );
});
