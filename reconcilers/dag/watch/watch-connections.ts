import type { Environment } from "../../../clients/settings/settings";
import { SyncSystems } from "../systems";
import { EventFeed } from "./event-feed";

/** The open connections, and how far the events of the PCE were read over them. */
export interface OpenConnections {
  readonly systems: SyncSystems;
  readonly events: EventFeed;
}

/**
 * The connections of a watch. When the watch is told to end, calls that only read end at once, and calls that write may
 * finish.
 */
export class WatchConnections {
  #open: (OpenConnections & { readonly reads: AbortController }) | undefined;
  #writing = false;

  constructor(
    private readonly environment: Environment,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => {
      if (!this.#writing) this.#open?.reads.abort();
    });
  }

  /** Undefined before the first connection, and after a close. */
  get open(): OpenConnections | undefined {
    return this.#open;
  }

  /** @throws ConfigurationError when settings of the PCE are missing or cannot work */
  connect(): OpenConnections {
    if (this.#open === undefined) {
      const reads = new AbortController();
      const systems = new SyncSystems(this.environment, reads.signal);
      this.#open = { systems, reads, events: new EventFeed(systems.pce) };
    }
    return this.#open;
  }

  /** Runs work that a signal does not cut off. */
  async writing<T>(work: () => Promise<T>): Promise<T> {
    this.#writing = true;
    try {
      return await work();
    } finally {
      this.#writing = false;
    }
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.systems.close();
  }
}
