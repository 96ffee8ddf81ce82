/**
 * What the functions write, whichever the cloud: one line of JSON per invocation. Names that begin with a capital letter
 * are counted per invocation, and may become metrics of the cloud; the rest is for the reader.
 */

export interface FunctionLog {
  readonly timestamp: string;
  /** `ERROR` when something has to be delivered again or never reaches the PCE, `WARN` when something was put aside. */
  readonly level: "INFO" | "WARN" | "ERROR";
  readonly FunctionName: string;
  readonly requestId: string;
  /** What went wrong, one text each, the first 20. Empty when all is well. */
  readonly problems: readonly string[];
  readonly durationInMilliseconds: number;
}

/** Line of a function that reads flow logs: one delivery. */
export interface NormaliseLog extends FunctionLog {
  readonly event: "normalised";
  readonly RecordsIn: number;
  /** Records that became no flow; `skipped` has them by reason. */
  readonly RecordsSkipped: number;
  /** Skipped records that do not fit the format; `samples` has one of each reason. */
  readonly RecordsUnreadable: number;
  /** Records whose direction the *upload* function has to decide. */
  readonly RecordsCarried: number;
  /** Flows, each once, in the messages of this delivery. */
  readonly FlowsOut: number;
  readonly MessagesSent: number;
  readonly MessagesFailed: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly samples: Readonly<Record<string, string>>;
  /** Number of records by the rule that decided which end is the client. */
  readonly decisions: Readonly<Record<string, number>>;
}

/** What became of the flow lines of one upload to the PCE. */
export interface DeliveryCounts {
  /** Unique lines that were to be delivered. */
  readonly FlowsIn: number;
  /** Calls to the PCE, every try counted. */
  readonly PceCalls: number;
  readonly PceCallsFailed: number;
  /** Answers of the PCE of which a part could not be read. */
  readonly PceAnswersUnreadable: number;
  readonly FlowsUploaded: number;
  readonly FlowsRefused: number;
  /** Lines of calls whose answer does not tell which of them were refused. */
  readonly FlowsUnmatched: number;
  /** Lines that are not delivered; they are sent again, or given up. */
  readonly FlowsFailed: number;
  /** Lines of failed calls that the PCE may have taken all the same (5xx, no answer), counted at each such call. */
  readonly FlowsInDoubt: number;
}

/** Line of the *upload* function: one batch of messages. */
export interface UploadLog extends FunctionLog, DeliveryCounts {
  readonly event: "uploaded";
  readonly MessagesIn: number;
  /** Messages that could not be read and are in the dead-letter queue. */
  readonly MessagesUnreadable: number;
  /**
   * Messages that the queue delivers again, because they could not be put back or put aside. Each uses up one receive.
   */
  readonly MessagesFailed: number;
  /** New messages of the flow queue, with the lines that are not delivered. */
  readonly MessagesPutBack: number;
  /** New messages of the dead-letter queue, with the lines that are given up because of their age. */
  readonly MessagesGivenUp: number;
  /** Highest receive count of a message of the batch. */
  readonly MostReceives: number;
  /** Age of the oldest flows of the batch when it was received, in seconds since they were first sent. */
  readonly OldestFlowsInSeconds: number;
  /** Lines that the PCE took and gets again, because their message could not be put back. */
  readonly FlowsRepeated: number;
  /** Records that the deliveries left undecided, by the rule that decided them here. */
  readonly decisions: Readonly<Record<string, number>>;
}

/** Line of the *dag-sync* function: one run. An entry is one binding in one table of registered addresses. */
export interface DagSyncLog extends FunctionLog {
  readonly event: "dag-synced";
  readonly Entries: number;
  /** Entries for which nothing had to be written. */
  readonly EntriesInSync: number;
  readonly EntriesWritten: number;
  /** Entries not written, because another declaration of the binding is in force, or none is. */
  readonly EntriesStale: number;
  /** Entries that were refused, failed or never reached, without the stale ones. */
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
