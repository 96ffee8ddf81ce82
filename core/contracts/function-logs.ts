/**
 * What the functions write: one line of JSON per invocation, which is also the CloudWatch embedded metric format.
 * Names that begin with a capital letter are metrics, counted per invocation; the rest is for the reader.
 */

/** CloudWatch namespaces of the metrics, by the event of the line. Their only dimension is `FunctionName`. */
export const METRIC_NAMESPACES = {
  normalised: "IllumioIac/FlowLogs",
  uploaded: "IllumioIac/FlowLogs",
  "dag-synced": "IllumioIac/DagSync",
} as const;

interface FunctionLog {
  readonly timestamp: string;
  /** `ERROR` when something has to come again or is lost to the PCE, `WARN` when something was put aside. */
  readonly level: "INFO" | "WARN" | "ERROR";
  readonly FunctionName: string;
  readonly requestId: string;
  /** What went wrong, one text each, the first 20. Empty when all is well. */
  readonly problems: readonly string[];
  readonly durationInMilliseconds: number;
}

/** Line of the *normalise* function: one delivery of a log group. */
export interface NormaliseLog extends FunctionLog {
  readonly event: "normalised";
  /** `control`: CloudWatch Logs only checked that somebody listens. Absent when the delivery could not be read. */
  readonly kind?: "data" | "control";
  readonly logGroup?: string;
  readonly logStream?: string;
  readonly RecordsIn: number;
  /** Records that became no flow; `skipped` has them by reason. */
  readonly RecordsSkipped: number;
  /** Those of the skipped that do not fit the format; `samples` has one of each reason. */
  readonly RecordsUnreadable: number;
  /** Records whose direction is left to the upload. */
  readonly RecordsCarried: number;
  /** Flows, each once, in the messages of this delivery. */
  readonly FlowsOut: number;
  readonly MessagesSent: number;
  readonly MessagesFailed: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly samples: Readonly<Record<string, string>>;
  /** Records by the rule that told client from server. */
  readonly decisions: Readonly<Record<string, number>>;
}

/** Line of the *upload* function: one batch of messages. */
export interface UploadLog extends FunctionLog {
  readonly event: "uploaded";
  readonly MessagesIn: number;
  /** Messages that could not be read and are in the dead-letter queue. */
  readonly MessagesUnreadable: number;
  /** Messages that come again. */
  readonly MessagesFailed: number;
  /** Unique flow lines of the batch. */
  readonly FlowsIn: number;
  readonly PceCalls: number;
  readonly FlowsUploaded: number;
  readonly FlowsRefused: number;
  /** Lines of calls whose answer does not tell which of them were refused. */
  readonly FlowsUnmatched: number;
  readonly FlowsFailed: number;
  /** Lines that the PCE has, and that come again because another line of their message failed. */
  readonly FlowsRepeated: number;
  /** Records that the deliveries left undecided, by the rule that decided them here. */
  readonly decisions: Readonly<Record<string, number>>;
}

/** Line of the *dag-sync* function: one run. An entry is one binding in one table of registered addresses. */
export interface DagSyncLog extends FunctionLog {
  readonly event: "dag-synced";
  readonly Entries: number;
  /** Nothing had to be written. */
  readonly EntriesInSync: number;
  readonly EntriesWritten: number;
  /** Nothing was written, because another declaration of the binding is in force, or none. */
  readonly EntriesStale: number;
  /** Refused, failed or never reached, besides those that are stale. */
  readonly EntriesFailed: number;
  readonly AddressesRegistered: number;
  readonly AddressesUnregistered: number;
  readonly PceCalls: number;
  readonly FirewallCalls: number;
  /** What was written, one text for each entry. */
  readonly written: readonly string[];
  /** What a reader should know although nothing went wrong, one text each, the first 20. */
  readonly warnings: readonly string[];
}

export type FunctionLogLine = NormaliseLog | UploadLog | DagSyncLog;
