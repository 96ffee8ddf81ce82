import { type FailedItem, PartialFailureError } from "../../core/errors";
import { type PceProblem, readProblems } from "./error-body";

/**
 * What became of one item of a bulk call.
 *
 * `token` and `message` are the PCE's own. Where no answer came for the item, `token` is `request_failed` (the call
 * that carried it failed) or `not_sent` (an earlier call failed, and this item was not sent), and `cause` is the error.
 */
export type BulkResult =
  | { readonly href: string; readonly error?: undefined }
  | { readonly href?: undefined; readonly error: BulkItemError };

export interface BulkItemError {
  readonly token: string;
  readonly message: string;
  readonly cause?: Error;
}

/**
 * The hrefs of a bulk call of which every item succeeded.
 *
 * @param what beginning of the message, for example `creating workloads`
 * @param nameOf name that the user gave the item at an index
 * @throws PartialFailureError that names each failed item
 */
export function allSucceeded(
  what: string,
  results: readonly BulkResult[],
  nameOf: (index: number) => string,
): string[] {
  const failures: FailedItem[] = [];
  const hrefs: string[] = [];
  for (const [index, { href, error }] of results.entries()) {
    if (error === undefined) hrefs.push(href);
    else failures.push(failedItem(nameOf(index), error));
  }
  if (failures.length > 0) throw new PartialFailureError(what, failures, hrefs.length);
  return hrefs;
}

function failedItem(item: string, { token, message, cause }: BulkItemError): FailedItem {
  const reason = message === "" ? token : `${message} [${token}]`;
  return cause === undefined ? { item, reason } : { item, reason, cause };
}

/** An entry of the PCE's answer. Releases differ: problems are in `errors`, or beside `status`. */
export interface BulkEntry {
  readonly href?: string | null;
  readonly status?: string | null;
}

export type BulkMatch = { readonly results: BulkResult[] } | { readonly unmatched: string };

/**
 * Results of `bulk_create`, one entry per item in the order of the items.
 *
 * @returns `unmatched` says why, when entries cannot be matched to items
 */
export function matchCreated(items: number, entries: readonly BulkEntry[]): BulkMatch {
  if (entries.length !== items) return { unmatched: `${entries.length} entries for ${items} items` };
  return { results: entries.map((entry) => resultOf(entry, entry.href, "created")) };
}

/**
 * Results of `bulk_update`: an entry belongs to the item at its place when it has that item's href or none, otherwise
 * to the item with its href. So an item that is sent twice gets an entry each time.
 */
export function matchUpdated(hrefs: readonly string[], entries: readonly BulkEntry[]): BulkMatch {
  const byHref = new Map(
    entries.flatMap((entry) => (typeof entry.href !== "string" ? [] : [[entry.href, entry]])),
  );
  const inOrder = entries.length === hrefs.length;
  const results: BulkResult[] = [];
  for (const [index, href] of hrefs.entries()) {
    const there = inOrder ? entries[index] : undefined;
    const atSamePlace = typeof there?.href !== "string" || there.href === href ? there : undefined;
    const entry = atSamePlace ?? byHref.get(href);
    if (entry === undefined) return { unmatched: `no entry for ${href}` };
    results.push(resultOf(entry, href, "updated"));
  }
  return { results };
}

/** Results of `bulk_delete`, which has entries for failures only. An item that is gone already is a success. */
export function matchDeleted(hrefs: readonly string[], entries: readonly BulkEntry[]): BulkMatch {
  const wanted = new Set(hrefs);
  const failed = new Map<string, BulkResult>();
  const inOrder = entries.length === hrefs.length;
  for (const [index, entry] of entries.entries()) {
    const href = entry.href ?? (inOrder ? hrefs[index] : undefined);
    if (href === undefined || !wanted.has(href)) {
      const problems = readProblems(entry).map(({ message, token }) => `${message} [${token}]`);
      return { unmatched: `an entry for ${href ?? "no href"} (${problems.join("; ")})` };
    }
    const result = resultOf(entry, href, "deleted");
    if (result.error !== undefined && !/already_deleted|not_found/.test(result.error.token)) {
      failed.set(href, result);
    }
  }
  return { results: hrefs.map((href) => failed.get(href) ?? { href }) };
}

function resultOf(entry: BulkEntry, href: string | null | undefined, success: string): BulkResult {
  const problems = readProblems(entry);
  if (problems.length > 0) return { error: joined(problems) };
  const succeeded =
    entry.status === success || ((entry.status ?? undefined) === undefined && "errors" in entry);
  if (succeeded && typeof href === "string") return { href };
  const message = `the PCE reports status '${entry.status ?? "none"}' instead of '${success}'`;
  return { error: { token: "unknown_error", message } };
}

const joined = (problems: readonly PceProblem[]): BulkItemError => ({
  token: problems[0]?.token ?? "unknown_error",
  message: problems
    .map(({ message, token }, index) => (index === 0 ? message : `${message} [${token}]`))
    .join("; "),
});
