import { type FlowLogStats, NO_STATS } from "./flow-log-stats";

export interface FlowTableOptions {
  /** Also reads records of traffic that was rejected. @default false */
  readonly includeRejected?: boolean;
}

/** Connections of one delivery or one file, added up without an object per record. */
export class FlowTable {
  constructor(readonly options: FlowTableOptions = {}) {}

  get stats(): FlowLogStats {
    return NO_STATS;
  }

  /** The flows as queue messages, none longer than `maxBytes`. Each can be read on its own by `FlowBatch`. */
  *chunks(_maxBytes: number): Generator<string, void, undefined> {}

  /** Forgets everything and keeps the memory. */
  clear(): void {}
}
