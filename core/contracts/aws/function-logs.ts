import type { DagSyncLog, FunctionLog, NormaliseLog, UploadLog } from "../function-logs";

/** CloudWatch namespaces of the metrics, by the event of the line. Their only dimension is `FunctionName`. */
export const METRIC_NAMESPACES = {
  normalised: "IllumioIac/FlowLogs",
  uploaded: "IllumioIac/FlowLogs",
  "dag-synced": "IllumioIac/DagSync",
  "custom-resource-served": "IllumioIac/CustomResources",
  "drift-checked": "IllumioIac/DriftCheck",
} as const;

/** Line of the *normalise* function: one delivery of a log group. */
export interface LogGroupLog extends NormaliseLog {
  /**
   * `control`: CloudWatch Logs only checked that the destination answers. Absent when the delivery could not be read.
   */
  readonly kind?: "data" | "control";
  readonly logGroup?: string;
  readonly logStream?: string;
}

/** Line of a function behind custom resources: one request of CloudFormation. */
export interface CustomResourceLog extends FunctionLog {
  readonly event: "custom-resource-served";
  /** 1 for a request that failed, otherwise 0. */
  readonly RequestsFailed: number;
  /** Calls to the PCE, every try counted. */
  readonly PceCalls: number;
  readonly request: "Create" | "Update" | "Delete" | "unreadable";
  /** Id of the request of CloudFormation; that of the invocation is `requestId`. */
  readonly cloudFormationRequestId?: string;
  readonly stackId?: string;
  readonly logicalId?: string;
  readonly resourceType?: string;
  /** After the request. */
  readonly physicalId?: string;
  /** What a reader should know although nothing went wrong, one text each, the first 20. */
  readonly warnings: readonly string[];
  /** What was done beside the request, one text each, the first 20. */
  readonly notes: readonly string[];
}

/** How an object of the PCE differs from its declaration. */
export interface ObjectDrift {
  /** Path in the PCE. */
  readonly href: string;
  /** Properties that differ, by the names of the program, such as `labels.env`; `mark` where the object lost its owner's, `pce` where it is in another PCE. */
  readonly fields: readonly string[];
  /** Whether the object is gone. */
  readonly gone: boolean;
}

/** Line of the *drift-check* function: one comparison of all objects of a connection with the PCE. */
export interface DriftCheckLog extends FunctionLog {
  readonly event: "drift-checked";
  /** Objects that were compared. */
  readonly ObjectsChecked: number;
  /** Those of them that are not as they are declared. */
  readonly ObjectsDrifted: number;
  /** Objects that could not be compared; at least 1 in a run that failed. */
  readonly ObjectsFailed: number;
  /** Calls to the PCE, every try counted. */
  readonly PceCalls: number;
  /** Every drifted object by the path of its construct. */
  readonly drifted: Readonly<Record<string, ObjectDrift>>;
  /** What differs because a deployment is under way, one text each, the first 20. */
  readonly notes: readonly string[];
}

/** What a function on AWS writes; the line is also in the CloudWatch embedded metric format. */
export type FunctionLogLine = LogGroupLog | UploadLog | DagSyncLog | CustomResourceLog | DriftCheckLog;
