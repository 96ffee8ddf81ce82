/**
 * Flow lines that the PCE refused, and its answer: JSON that is kept for people, in a queue or a container. On Azure
 * `illumio-iac redrive` reads it, and takes the lines out that the PCE has answered for. One call to the PCE may need
 * several of these, which share `call`.
 */
export interface RefusedLines {
  readonly version: 1;
  /** The same in all records about one call, or about the lines of one invocation that the PCE refused one by one. */
  readonly call: string;
  /** `host:port` and org of the PCE that refused. */
  readonly pce: string;
  readonly orgId: number;
  /** When the PCE answered, ISO 8601. */
  readonly answeredAt: string;
  /**
   * `num_flows_received` and `num_flows_failed` of the answer, and how many lines were sent. Of calls that the PCE
   * refused as a whole: 0, and one for each line that it refused on its own.
   */
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
  /**
   * Entries of `failed_flows`, word for word; or what the PCE said to the call of each line that it refused on its own.
   */
  readonly failedFlows: readonly string[];
}
