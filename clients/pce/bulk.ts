import { Checks, list } from "../../core/checks";
import { NetworkError } from "../../core/errors";
import { refuseSettings } from "../settings/refuse-settings";
import {
  type BulkEntry,
  type BulkMatch,
  type BulkResult,
  matchCreated,
  matchDeleted,
  matchUpdated,
} from "./bulk-result";
import { oneAtATime } from "./one-at-a-time";
import { HREF, type PceApi, type PceCall } from "./pce-api";
import { type Expected, object, optional, text } from "./shapes";
import type { NewWorkload, WorkloadUpdate } from "./workload-types";

const ENTRY: Expected = {
  what: "results",
  shape: object({ href: optional(text), status: optional(text) }),
};

/** PCE limit for every bulk call on workloads. */
const MOST_ITEMS = 1000;

interface Operation<T> {
  readonly name: "bulk_create" | "bulk_update" | "bulk_delete";
  /** `bulk_create` is a PUT that creates: when its answer is lost, sending it again would make duplicates. */
  readonly repeatable: boolean;
  readonly match: (items: readonly T[], entries: readonly BulkEntry[]) => BulkMatch;
}

export function bulkCreate(api: PceApi, workloads: readonly NewWorkload[]): Promise<BulkResult[]> {
  return bulk(api, workloads, {
    name: "bulk_create",
    repeatable: false,
    match: (items, entries) => matchCreated(items.length, entries),
  });
}

export async function bulkUpdate(api: PceApi, updates: readonly WorkloadUpdate[]): Promise<BulkResult[]> {
  refuseOddHrefs(updates.map(({ href }) => href));
  return bulk(api, updates, {
    name: "bulk_update",
    repeatable: true,
    match: (items, entries) =>
      matchUpdated(
        items.map(({ href }) => href),
        entries,
      ),
  });
}

/** @throws ConfigurationError that names each that is no href of an object of an organisation */
function refuseOddHrefs(hrefs: readonly unknown[]): void {
  const checks = Checks.start().at("href");
  checks.read(hrefs, list(HREF));
  refuseSettings("workloads", checks);
}

export async function bulkDelete(api: PceApi, hrefs: readonly string[]): Promise<BulkResult[]> {
  refuseOddHrefs(hrefs);
  const items = hrefs.map((href) => ({ href }));
  return bulk(api, items, {
    name: "bulk_delete",
    repeatable: true,
    match: (sent, entries) =>
      matchDeleted(
        sent.map(({ href }) => href),
        entries,
      ),
  });
}

async function bulk<T>(api: PceApi, items: readonly T[], operation: Operation<T>): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  for (let start = 0; start < items.length; start += MOST_ITEMS) {
    const piece = items.slice(start, start + MOST_ITEMS);
    try {
      results.push(...(await bulkCall(api, piece, operation)));
    } catch (error) {
      if (start === 0) throw error;
      const unsent = items.length - start - piece.length;
      return [
        ...results,
        ...failures(piece.length, "request_failed", error),
        ...failures(unsent, "not_sent", error),
      ];
    }
  }
  return results;
}

/**
 * Makes bulk calls one after the other: the PCE takes one of an organisation at a time and answers a second one with
 * 429.
 */
async function bulkCall<T>(api: PceApi, items: readonly T[], operation: Operation<T>): Promise<BulkResult[]> {
  const { name, repeatable, match } = operation;
  const path = api.org(`workloads/${name}`);
  const { host, port, orgId } = api.connection;
  const call: PceCall = { method: "PUT", path, json: items, repeatable, slow: true };
  const { rows } = await inTurn(api, `${host}:${port} org ${orgId}`, path, () =>
    api.array<BulkEntry>(call, ENTRY),
  );
  const matched = match(items, rows);
  if ("results" in matched) return matched.results.map((result) => redacted(api, result));
  throw new NetworkError(
    `PCE answered PUT ${path} in a way that cannot be matched to the items sent: ${api.redact(matched.unmatched)}. Some of them may have been carried out; read the workloads before sending again`,
    { mayHaveBeenApplied: true },
  );
}

function redacted(api: PceApi, result: BulkResult): BulkResult {
  if (result.error === undefined) return result;
  const { token, message, ...more } = result.error;
  return { error: { token: api.redact(token), message: api.redact(message), ...more } };
}

/** @throws NetworkError, with nothing sent, when the caller's signal is aborted before it is this call's turn */
async function inTurn<T>({ signal }: PceApi, key: string, path: string, call: () => Promise<T>): Promise<T> {
  let begun = false;
  const begin = () => {
    begun = true;
    return call();
  };
  try {
    return await oneAtATime(key, begin, signal);
  } catch (error) {
    if (begun || !signal?.aborted) throw error;
    const message = `PUT ${path}: stopped by the caller's signal while another bulk call was under way`;
    throw new NetworkError(message, { cause: signal.reason, mayHaveBeenApplied: false });
  }
}

function failures(count: number, token: string, error: unknown): BulkResult[] {
  const cause = error instanceof Error ? error : new Error(String(error));
  return Array.from({ length: count }, () => ({ error: { token, message: cause.message, cause } }));
}
