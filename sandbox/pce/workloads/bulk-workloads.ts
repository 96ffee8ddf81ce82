import { setImmediate, setTimeout } from "node:timers/promises";
import type { PceAnswer, PceRequest } from "../collection";
import type { ResourceChange } from "../event-log";
import { notAcceptable, PceError, tooManyRequests } from "../pce-error";
import { validate } from "../schema";
import { bulkSchema } from "./workload-schemas";

/** One entry of the answer, and what was changed. An item that needs no entry answers without one. */
export interface BulkOutcome {
  readonly entry?: object;
  readonly changes: readonly ResourceChange[];
}

/** How long a bulk call takes at least, so that a second one at the same time is seen. */
const DURATION_IN_MS = 15;
const ITEMS_BETWEEN_PAUSES = 100;

/**
 * A bulk call on workloads, or on objects of another kind: one at a time for the org, at most 1000 items, each item by
 * itself.
 *
 * @throws PceError 429 while another bulk call runs, 406 for a body that is no list of at most 1000 items
 */
export async function runBulk(
  request: PceRequest,
  name: string,
  perform: (item: Record<string, unknown>) => BulkOutcome,
  kind = "workloads",
): Promise<PceAnswer> {
  const { method, path, store } = request;
  if (store.running.has(kind)) throw tooManyRequests(`Another bulk operation on ${kind} is running`);
  store.running.add(kind);
  try {
    const [json, changes] = await performAll(request, perform);
    store.events.record({ eventType: `${kind}.${name}`, method, path, status: 200, changes });
    return { status: 200, json };
  } finally {
    store.running.delete(kind);
  }
}

async function performAll(
  request: PceRequest,
  perform: (item: Record<string, unknown>) => BulkOutcome,
): Promise<[object[], ResourceChange[]]> {
  const items = await request.json();
  validate(bulkSchema, items);
  await setTimeout(DURATION_IN_MS);
  const entries: object[] = [];
  const changes: ResourceChange[] = [];
  for (const [index, item] of (items as Record<string, unknown>[]).entries()) {
    if (index % ITEMS_BETWEEN_PAUSES === ITEMS_BETWEEN_PAUSES - 1) await setImmediate();
    const outcome = attempt(request, index, item, perform);
    if (outcome.entry !== undefined) entries.push(outcome.entry);
    changes.push(...outcome.changes);
  }
  return [entries, changes];
}

function attempt(
  request: PceRequest,
  index: number,
  item: Record<string, unknown>,
  perform: (item: Record<string, unknown>) => BulkOutcome,
): BulkOutcome {
  try {
    if (request.itemFails(index)) throw notAcceptable("injected_failure", "This item was made to fail");
    return perform(item);
  } catch (error) {
    if (!(error instanceof PceError)) throw error;
    return { entry: failureEntry(item, error), changes: [] };
  }
}

/** Both forms that clients read: a list of errors, and the first one at the top. They also want an `href` always. */
function failureEntry(item: unknown, { errors }: PceError): object {
  const href = (item as { href?: unknown } | null)?.href;
  return {
    href: typeof href === "string" ? href : "",
    status: "error",
    errors,
    ...errors[0],
  };
}
