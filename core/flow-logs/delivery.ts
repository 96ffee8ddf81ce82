import type { FlowTable } from "./flow-table";

export interface Delivery {
  /** `control`: CloudWatch Logs only checks that somebody listens; nothing was read. */
  readonly kind: "data" | "control";
  /** Account whose log group it is. */
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
}

/**
 * Reads one delivery of a CloudWatch Logs subscription into a table.
 *
 * @param bytes gzip of the JSON payload (base64 already decoded), or the JSON itself
 * @param fields names in the order of the flow log's format
 * @throws FlowLogFormatError when it is no such payload or a field is unknown; the table is then to be thrown away
 */
export function readDelivery(_bytes: Uint8Array, _fields: readonly string[], _table: FlowTable): Delivery {
  throw new Error("not built yet");
}
