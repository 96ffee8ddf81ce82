import { type Random, randomUuid } from "../http/random";
import { EventLog } from "./event-log";
import { Jobs } from "./jobs";
import { PairingKeys } from "./pairing/pairing-keys";
import { Policy } from "./policy/policy";
import { RateLimit } from "./rate-limit";
import type { AnyStoredKind } from "./stored-kind";
import { type Reference, type Row, Table } from "./table";
import { Traffic } from "./traffic";

export interface PceStoreOptions {
  readonly orgId: number;
  /** For the ids of objects. */
  readonly random: Random;
  /** For the ids of calls, jobs, events and queries, whose number depends on the timing of a run. */
  readonly callRandom: Random;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The kinds of objects it holds. */
  readonly definitions: readonly AnyStoredKind[];
}

/** Everything that one simulated PCE knows. It holds the data; the rules are in the collections. */
export class PceStore {
  readonly orgId: number;
  readonly orgHref: string;
  /** Who the API key belongs to. */
  readonly user: Reference = { href: "/users/1" };
  readonly events: EventLog;
  readonly jobs: Jobs;
  readonly traffic = new Traffic();
  readonly policy = new Policy();
  readonly pairingKeys = new PairingKeys();
  /** Calls that unpair, of which the org may make few. */
  readonly unpairs = new RateLimit(10);
  /** Operations that run one at a time for the org, while they run. */
  readonly running = new Set<string>();
  readonly now: () => number;
  readonly #random: Random;
  readonly #callRandom: Random;
  readonly definitions: readonly AnyStoredKind[];
  readonly #definitions: ReadonlyMap<string, AnyStoredKind>;
  readonly #tables: ReadonlyMap<string, Table<Row>>;

  constructor({ orgId, random, callRandom, now, definitions }: PceStoreOptions) {
    this.orgId = orgId;
    this.orgHref = `/orgs/${orgId}`;
    this.now = now;
    this.#random = random;
    this.#callRandom = callRandom;
    this.definitions = definitions;
    this.#definitions = new Map(definitions.map((definition) => [definition.path, definition]));
    this.#tables = new Map(definitions.map(({ path, unique }) => [path, new Table<Row>(unique)]));
    this.events = new EventLog(this);
    this.jobs = new Jobs(this);
  }

  timestamp(): string {
    return new Date(this.now()).toISOString();
  }

  newUuid(): string {
    return randomUuid(this.#random);
  }

  newCallUuid(): string {
    return randomUuid(this.#callRandom);
  }

  /** One kind of object, by its path below the org. */
  definition(path: string): AnyStoredKind {
    const definition = this.#definitions.get(path);
    if (definition === undefined) throw new RangeError(`the simulator holds no objects at '${path}'`);
    return definition;
  }

  /** The rows of one kind of object, by its path below the org. */
  table<R extends Row>(path: string): Table<R> {
    const table = this.#tables.get(path);
    if (table === undefined) throw new RangeError(`the simulator holds no objects at '${path}'`);
    return table as unknown as Table<R>;
  }
}
