import fc from "fast-check";
import { Checks } from "../../../core/checks";
import { findRecords, RECORD_VERSION, type VmRecord } from "../../../core/onboarding";

function record(vmId: string, name: string, more: Partial<VmRecord> = {}): VmRecord {
  return {
    version: RECORD_VERSION,
    vmId,
    resourceId: `/subscriptions/S/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}-${vmId}`,
    name,
    computerName: name,
    status: "open",
    step: "discovered",
    since: "2026-01-01T00:00:00.000Z",
    reason: "",
    attempts: 0,
    ...more,
  };
}

const found = (records: readonly VmRecord[], called: readonly string[], newer: readonly string[] = []) => {
  const checks = Checks.start();
  const ids = findRecords(records, new Set(newer), called, checks).map(({ vmId }) => vmId);
  return { ids, problems: checks.problems.map(({ path, reason }) => `${path}: ${reason}`) };
};

const web = record("aa", "Web-1");
const db = record("bb", "db-1");

test("a machine is found by its name, its vmId and the id of its resource, in any case and once", () => {
  const called = ["WEB-1", "BB", "aa", web.resourceId.toUpperCase(), db.name];
  expect(found([web, db], called)).toEqual({ ids: ["aa", "bb"], problems: [] });
});

test("a name that several machines have is refused with their ids", () => {
  const { ids, problems } = found([web, record("cc", "web-1"), db], ["web-1", "db-1"]);
  expect(ids).toEqual(["bb"]);
  expect(problems).toEqual([
    expect.stringMatching(
      /^web-1: 2 machines have this name; give the id of one: aa \(\/subscr.*\), cc \(\/subscr.*\)$/,
    ),
  ]);
});

test("of machines of one name, one that was deleted does not count unless there is no other", () => {
  const gone = record("cc", "web-1", { status: "closed" });
  expect(found([gone, web], ["web-1"]).ids).toEqual(["aa"]);
  expect(found([gone, db], ["web-1"])).toEqual({
    ids: [],
    problems: ["web-1: was deleted, and its record is closed"],
  });
  expect(found([gone], ["cc"]).ids).toEqual(["cc"]);
  const again = record("dd", "web-1", { resourceId: gone.resourceId });
  expect(found([gone, again], [gone.resourceId]).ids).toEqual(["dd"]);
});

test("every unknown text is named, and a record of a later release", () => {
  expect(found([web], ["nobody", "EE", "web-1"], ["ee"])).toEqual({
    ids: ["aa"],
    problems: [
      "nobody: is no machine of the records; give its name, its vmId or the id of its resource",
      "EE: a later release of illumio-iac wrote its record; use that one",
    ],
  });
});

test("each text gives one machine or one problem, and every vmId finds its own", () => {
  const records = fc.uniqueArray(
    fc.record({
      vmId: fc.constantFrom("a", "b", "c", "d", "e"),
      name: fc.constantFrom("x", "y", "X"),
      status: fc.constantFrom("open" as const, "closed" as const),
    }),
    { selector: ({ vmId }) => vmId },
  );
  fc.assert(
    fc.property(records, fc.constantFrom("a", "b", "x", "Y", "zz"), (parts, text) => {
      const all = parts.map(({ vmId, name, status }) => record(vmId, name, { status }));
      const { ids, problems } = found(all, [text]);
      expect(ids.length + problems.length).toBe(1);
      for (const { vmId } of all) expect(found(all, [vmId])).toEqual({ ids: [vmId], problems: [] });
    }),
  );
});
