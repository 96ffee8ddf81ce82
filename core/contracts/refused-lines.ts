/**
 * Body of a message in the refused queue: JSON of flow lines that the PCE did not take, and what it said.
 *
 * The queue only keeps them; nothing reads it. One call to the PCE may need several messages, which share `call`.
 */
export interface RefusedLines {
  readonly version: 1;
  /** Same for all messages about one call. */
  readonly call: string;
  /** `host:port` and org of the PCE that refused. */
  readonly pce: string;
  readonly orgId: number;
  /** When the PCE answered, ISO 8601. */
  readonly answeredAt: string;
  /** `num_flows_received` and `num_flows_failed` of the answer, and how many lines were sent. */
  readonly received: number;
  readonly failed: number;
  readonly sent: number;
  /**
   * False when the answer does not tell which lines failed. `lines` then are all lines of the call, so most of them
   * may well be in the PCE.
   */
  readonly matched: boolean;
  /** Lines as sent: `client,server,port,protocol`. */
  readonly lines: readonly string[];
  /** Entries of `failed_flows`, word for word. */
  readonly failedFlows: readonly string[];
}

/** Marks a message of the refused queue, as message attribute `lines`, so that it shows without reading the body. */
export const REFUSED_MARK = { attribute: "lines", matched: "matched", unmatched: "unmatched" } as const;
