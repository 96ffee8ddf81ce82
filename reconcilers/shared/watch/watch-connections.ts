import type { PceClient } from "../../../clients/pce";
import { EventFeed } from "./event-feed";

/** The PCE and the other systems of a watch. */
export interface WatchedSystems {
  readonly pce: PceClient;
  close(): Promise<void>;
}

/** The open connections, and how far the events of the PCE were read over them. */
export interface OpenConnections<Systems> {
  readonly systems: Systems;
  readonly events: EventFeed;
}

/**
 * The connections of a watch. When the watch is told to end, calls that only read end at once, and calls that write may
 * finish.
 */
export class WatchConnections<Systems extends WatchedSystems> {
  #open: (OpenConnections<Systems> & { readonly reads: AbortController }) | undefined;
  #writing = false;

  /** @param make makes clients whose reading calls end when the signal that it gets aborts */
  constructor(
    private readonly make: (readSignal: AbortSignal) => Systems,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => {
      if (!this.#writing) this.#open?.reads.abort();
    });
  }

  /** Undefined before the first connection, and after a close. */
  get open(): OpenConnections<Systems> | undefined {
    return this.#open;
  }

  /** @throws ConfigurationError when settings of the PCE are missing or cannot work */
  connect(): OpenConnections<Systems> {
    if (this.#open === undefined) {
      const reads = new AbortController();
      const systems = this.make(reads.signal);
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
