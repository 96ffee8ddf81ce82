import type { AnyDefinition } from "./object-definition";
import type { PceStore } from "./pce-store";

/** A call as a collection sees it: authenticated, inside its org, and past the rate limit. */
export interface PceRequest {
  readonly method: string;
  /** Path without `/api/v2` and query, the way an href is written. */
  readonly path: string;
  /** Path segments after the collection's own. */
  readonly rest: readonly string[];
  /** Values of the `:name` segments of the collection's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly store: PceStore;
  header(name: string): string | undefined;
  text(): Promise<string>;
  /** @throws PceError 400 when the body is not JSON */
  json(): Promise<unknown>;
  /** Whether an injected fault lets this item of a bulk call fail. */
  itemFails(index: number): boolean;
  /** Whether an injected fault lets the job that this call starts fail. */
  readonly jobFails: boolean;
}

export interface PceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as a JSON array, written while it is read. */
  readonly rows?: Iterable<unknown>;
  /** Sent as CSV. */
  readonly csv?: string;
  /** Sent as plain text. */
  readonly text?: string;
}

/** Everything that the simulator serves below one path of the org. */
export interface Collection {
  /** Below `/orgs/N/`, for example `labels` or `sec_policy/:pversion/ip_lists`. */
  readonly path: string;
  /** Set where the collection stores objects of its own. */
  readonly definition?: AnyDefinition;
  /** Makes the objects that every org has. */
  readonly builtIns?: (store: PceStore) => void;
  answer(request: PceRequest): PceAnswer | Promise<PceAnswer>;
}

/**
 * Extra routes of a collection, keyed by method and what follows its path, in which `:id` stands for any object:
 * `PUT bulk_create`, `GET :id/interfaces`.
 */
export type Actions = Readonly<Record<string, (request: PceRequest) => PceAnswer | Promise<PceAnswer>>>;

export function findAction(actions: Actions, { method, rest }: PceRequest): Actions[string] | undefined {
  const [, ...below] = rest;
  return actions[`${method} ${rest.join("/")}`] ?? actions[`${method} ${[":id", ...below].join("/")}`];
}
