import { FLOW_UPLOAD, PCE_ADDRESS } from "../function-environment";

/** Environment variables of the *normalise* function. A component writes them, the function reads them. */
export const NORMALISE = {
  /**
   * What the flow logs of each log group look like: JSON of an object, name of the log group → field names in their order,
   * separated by spaces. A delivery of another log group is refused. (Lambda takes 4 KB of variables in all; a format of
   * every field that AWS has is some 600 bytes long, and the name of a log group at most 512.)
   */
  flowLogFormats: "ILLUMIO_FLOW_LOG_FORMATS",
  /** URL of the queue that takes the aggregated flows. */
  flowQueueUrl: "ILLUMIO_FLOW_QUEUE_URL",
  /** `true` reports rejected traffic too. Default `false`. */
  includeRejected: "ILLUMIO_INCLUDE_REJECTED",
} as const;

/** Environment variables of the *upload* function. */
export const UPLOAD = {
  ...FLOW_UPLOAD,
  /** ARN of the secret `{"apiKeyUsername","apiKeySecret","caCertificate"?}`. */
  pceSecretArn: "ILLUMIO_PCE_SECRET_ARN",
  /** URL of the flow queue, into which flows that could not be delivered are put back. */
  flowQueueUrl: NORMALISE.flowQueueUrl,
  /** URL of the queue that keeps the lines the PCE refused. */
  refusedQueueUrl: "ILLUMIO_REFUSED_QUEUE_URL",
  /** URL of the dead-letter queue, for messages that cannot be read. */
  deadLetterQueueUrl: "ILLUMIO_DEAD_LETTER_QUEUE_URL",
} as const;

/** Environment variables of the *dag-sync* function. */
export const DAG_SYNC = {
  ...PCE_ADDRESS,
  /** ARN of the secret `{"apiKeyUsername","apiKeySecret","caCertificate"?}`. */
  pceSecretArn: UPLOAD.pceSecretArn,
  /**
   * Names of the parameters in AWS Systems Manager, separated by commas, that hold the bindings. Without it they are in
   * a file beside the code.
   */
  parameters: "ILLUMIO_DAG_SYNC_PARAMETERS",
} as const;

/** Environment variables of the *drift-check* function. */
export const DRIFT_CHECK = {
  ...PCE_ADDRESS,
  /** ARN of the secret `{"apiKeyUsername","apiKeySecret","caCertificate"?}`. */
  pceSecretArn: UPLOAD.pceSecretArn,
  /** Path in the Parameter Store below which `DRIFT_CHECK_PARAMETERS` are. */
  path: "ILLUMIO_DRIFT_CHECK_PATH",
} as const;
