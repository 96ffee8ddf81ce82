import type { SteppedClock } from "../../cloud/stepped-clock";
import { capacityOf } from "./capacity";
import { TagTable, type TagTableOptions } from "./tag-table";

export interface UserIdBehaviour {
  /** A pair registered twice, or unregistered without being there, is an error. @default true */
  readonly strictDuplicates?: boolean;
  /** The first refused pair of a message stops everything after it. @default false: the rest is applied */
  readonly duplicateStopsBatch?: boolean;
  /** Registering a pair again with a timeout starts it anew. @default true; otherwise it is a duplicate */
  readonly renewTimeouts?: boolean;
  /** Which tags a list filtered by a tag shows of each address. @default "filter-tag" */
  readonly tagFilterShows?: "filter-tag" | "all-tags";
  /** Lists carry the seconds that are left as attribute `timeout` of a tag that ends. @default true */
  readonly listTimeouts?: boolean;
  /** How many addresses can be registered. @default what the vendor documents for the model */
  readonly capacity?: number;
}

/** What User-ID knows in one vsys, all of it outside the configuration. */
export interface VsysTables {
  readonly registered: TagTable;
  readonly users: TagTable;
  /** Address -> user, from login and logout. */
  readonly logins: Map<string, string>;
  readonly groups: Map<string, readonly string[]>;
}

/** The tables of a system, by vsys. */
export class UserIdTables {
  readonly #vsys: ReadonlyMap<string, VsysTables>;

  constructor(names: readonly string[], model: string, clock: SteppedClock, behaviour: UserIdBehaviour) {
    const capacity = behaviour.capacity ?? capacityOf(model);
    const shared = {
      clock,
      strict: behaviour.strictDuplicates ?? true,
      renewTimeouts: behaviour.renewTimeouts ?? true,
    };
    const registered: TagTableOptions = { ...shared, noun: "ip", hasRoom: () => this.size < capacity };
    const users: TagTableOptions = { ...shared, noun: "user", hasRoom: () => true };
    const tables = (): VsysTables => ({
      registered: new TagTable(registered),
      users: new TagTable(users),
      logins: new Map(),
      groups: new Map(),
    });
    this.#vsys = new Map(names.map((name) => [name, tables()]));
  }

  get names(): string[] {
    return [...this.#vsys.keys()];
  }

  get(vsys: string): VsysTables | undefined {
    return this.#vsys.get(vsys);
  }

  /** Registered addresses of every vsys. */
  get size(): number {
    return [...this.#vsys.values()].reduce((sum, { registered }) => sum + registered.size, 0);
  }

  reboot(): void {
    for (const { registered, logins } of this.#vsys.values()) {
      registered.dropVolatile();
      logins.clear();
    }
  }
}
