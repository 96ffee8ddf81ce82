import { stateOf, type VmRecord } from "../../core/onboarding";

/** Where a machine stands, to follow its name: `is done`, `waits (it is stopped)`. */
export function standingOf(record: VmRecord): string {
  const why = record.reason === "" ? "" : ` (${record.reason})`;
  switch (stateOf(record)) {
    case "failed":
      return `has failed${why}`;
    case "approval":
      return `waits for a person who approves ${labelsText(record.awaitsApproval ?? {})}`;
    case "waiting":
      return `waits${why}`;
    case "skipped":
      return `is skipped${why}`;
    case "closed":
      return "was deleted";
    case "done":
      return "is done";
    default:
      return "is under way";
  }
}

export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(", ");
}
