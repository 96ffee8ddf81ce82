import fc from "fast-check";
import {
  STEPS,
  stateCounts,
  statusCsv,
  statusRows,
  VM_STATES,
  type VmRecord,
} from "../../../core/onboarding";
import { csvCell } from "../../../core/onboarding/status-table";
import { recordOf, SUBSCRIPTION } from "./machines";

const RECORDS = [
  recordOf({ name: "done", step: "commissioned" }),
  recordOf({ name: "gone", status: "closed", reason: "deleted" }),
  recordOf({ name: "going", step: "labelled" }),
  recordOf({ name: "stopped", reason: "it does not run" }),
  recordOf({ name: "dc", step: "ven-paired", reason: "approve", awaitsApproval: { role: "dc" } }),
  recordOf({ name: "broken", status: "failed", reason: "x" }),
  recordOf({ name: "arm", status: "skipped", reason: "ARM64" }),
];

test("machines that need a person come first", () => {
  const rows = statusRows(RECORDS, ["id-of-later"]);
  expect(rows.map(({ state, vm }) => [state, vm])).toEqual([
    ["failed", "broken"],
    ["approval", "dc"],
    ["newer", ""],
    ["waiting", "stopped"],
    ["under way", "going"],
    ["done", "done"],
    ["skipped", "arm"],
    ["closed", "gone"],
  ]);
  expect([...stateCounts(rows).values()].reduce((a, b) => a + b)).toBe(8);
  expect([...stateCounts(rows.slice(0, 2)).keys()]).toEqual(["failed", "approval"]);
});

test("a commissioned machine whose change waits is not done", () => {
  const step = "commissioned" as const;
  const rows = statusRows([
    recordOf({ name: "a", step, reason: "the policy is being installed" }),
    recordOf({ name: "b", step, reason: "approve", awaitsApproval: { role: "dc" } }),
  ]);
  expect(rows.map(({ state, vm }) => `${vm} ${state}`)).toEqual(["b approval", "a waiting"]);
});

test("a row has where the machine is, since when, and why", () => {
  const [row] = statusRows([
    recordOf({ status: "failed", step: "recorded", reason: "why", nextAttempt: "t" }),
  ]);
  expect(row).toEqual({
    state: "failed",
    vm: "web1",
    vmId: "id-of-web1",
    subscription: SUBSCRIPTION,
    resourceGroup: "shop-rg",
    step: "recorded",
    since: "2026-03-01T08:00:00.000Z",
    reason: "why",
    nextAttempt: "t",
  });
  expect(statusRows([recordOf({ resourceId: "?" })])[0]).toMatchObject({
    subscription: "",
    resourceGroup: "",
  });
});

test("rows have one order, whatever that of the records; within a state the oldest first", () => {
  const record = fc.record({
    vmId: fc.uuid(),
    name: fc.constantFrom("a", "b"),
    status: fc.constantFrom<VmRecord["status"]>("open", "failed", "skipped"),
    step: fc.constantFrom(...STEPS),
    reason: fc.constantFrom("", "r"),
    since: fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"),
  });
  const records = fc.uniqueArray(record, { selector: ({ vmId }) => vmId, maxLength: 8 });
  const shuffled = records.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, ([all, mixed]) => {
      const rows = statusRows(all.map(recordOf));
      expect(statusRows(mixed.map(recordOf))).toEqual(rows);
      for (const [at, row] of rows.slice(1).entries()) {
        const before = rows[at]!;
        const [one, two] = [before, row].map(({ state }) => VM_STATES.indexOf(state)) as [number, number];
        expect(one < two || (one === two && before.since <= row.since)).toBe(true);
      }
    }),
  );
});

test("CSV has a header and a line for each machine", () => {
  const lines = statusCsv(statusRows([recordOf({ status: "failed", reason: 'said "no", twice' })]));
  expect(lines).toEqual([
    "state,vm,vmId,subscription,resourceGroup,step,since,reason,nextAttempt",
    `failed,web1,id-of-web1,${SUBSCRIPTION},shop-rg,discovered,2026-03-01T08:00:00.000Z,"said ""no"", twice",`,
  ]);
});

test.each([
  ["=HYPERLINK(A1)", "'=HYPERLINK(A1)"],
  ["+1", "'+1"],
  ["-1+2", "'-1+2"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["＝1", "'＝1"],
  ["  =1", "'  =1"],
  ["\t=1", "\\u0009=1"],
  ["a\r\nb", "a\\u000d\\u000ab"],
  ["a-b=c", "a-b=c"],
  [" a", '" a"'],
])("the cell %p is written as %p", (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test("no cell begins a formula, and each is read back as it is written", () => {
  const nasty = fc.string({ unit: fc.constantFrom("=", "+", "-", "@", '"', ",", " ", "\n", "\t", "a", "'") });
  fc.assert(
    fc.property(nasty, (value) => {
      const cell = csvCell(value);
      const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(read.trimStart()).not.toMatch(/^[=+\-@\t\r\n]/);
      expect(cell).not.toMatch(/[\n\r\t]/);
      if (!cell.startsWith('"')) expect(cell).not.toMatch(/[",]/);
    }),
    { numRuns: 1_000 },
  );
});
