import { CloudError } from "../../cloud/cloud-error";
import type { JsonInput } from "../http/json-protocol";

/** The entries of a batch call, 1 to 10 with distinct ids. */
export function batchOf(input: JsonInput): JsonInput[] {
  const entries = (input["Entries"] ?? []) as JsonInput[];
  if (entries.length === 0)
    throw new CloudError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > 10) {
    throw new CloudError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (typeof Id !== "string" || !/^[\w-]{1,80}$/.test(Id)) {
      throw new CloudError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    }
    if (seen.has(Id)) throw new CloudError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    seen.add(Id);
  }
  return entries;
}
