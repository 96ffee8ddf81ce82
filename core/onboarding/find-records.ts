import type { Checks } from "../checks";
import type { VmRecord } from "./vm-record";

/**
 * Records of machines by what a person calls them: name, `vmId` or id of the resource, in any case. Of machines of one name,
 * those that were deleted do not count. `checks` collects a problem for each text that is not exactly one machine.
 *
 * @param newer vmIds of records that a later release wrote
 * @returns each record once, in the order in which they are called
 */
export function findRecords(
  records: Iterable<VmRecord>,
  newer: ReadonlySet<string>,
  called: readonly string[],
  checks: Checks,
): VmRecord[] {
  const all = [...records];
  const found = new Set<VmRecord>();
  for (const text of called) {
    const record = findRecord(all, newer, text, checks.called(text));
    if (record !== undefined) found.add(record);
  }
  return [...found];
}

function findRecord(
  records: readonly VmRecord[],
  newer: ReadonlySet<string>,
  text: string,
  checks: Checks,
): VmRecord | undefined {
  const wanted = text.toLowerCase();
  const byId = records.find(
    ({ vmId, resourceId, status }) =>
      vmId === wanted || (status !== "closed" && resourceId.toLowerCase() === wanted),
  );
  if (byId !== undefined) return byId;
  if (newer.has(wanted)) return checks.fail("a later release of illumio-iac wrote its record; use that one");
  const named = records.filter(
    ({ name, resourceId }) => name.toLowerCase() === wanted || resourceId.toLowerCase() === wanted,
  );
  const present = named.filter(({ status }) => status !== "closed");
  if (present.length === 1) return present[0];
  if (present.length > 1) {
    const ids = present.map(({ vmId, resourceId }) => `${vmId} (${resourceId})`).sort();
    return checks.fail(`${present.length} machines have this name; give the id of one: ${ids.join(", ")}`);
  }
  if (named.length > 0) return checks.fail("was deleted, and its record is closed");
  return checks.fail("is no machine of the records; give its name, its vmId or the id of its resource");
}
