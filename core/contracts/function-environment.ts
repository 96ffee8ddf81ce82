/** Environment variables of the *normalise* function. A component writes them, the function reads them. */
export const NORMALISE = {
  /** Field names of the flow log in their order, separated by spaces. */
  flowLogFields: "ILLUMIO_FLOW_LOG_FIELDS",
  /** URL of the queue that takes the aggregated flows. */
  flowQueueUrl: "ILLUMIO_FLOW_QUEUE_URL",
  /** `true` reports rejected traffic too. Default `false`. */
  includeRejected: "ILLUMIO_INCLUDE_REJECTED",
} as const;

/** Environment variables of the *upload* function. */
export const UPLOAD = {
  pceHost: "ILLUMIO_PCE_HOST",
  pcePort: "ILLUMIO_PCE_PORT",
  pceOrgId: "ILLUMIO_PCE_ORG_ID",
  /** ARN of the secret `{"apiKeyUsername","apiKeySecret","caCertificate"?}`. */
  pceSecretArn: "ILLUMIO_PCE_SECRET_ARN",
  /** URL of the queue that keeps the lines the PCE refused. */
  refusedQueueUrl: "ILLUMIO_REFUSED_QUEUE_URL",
  /** URL of the dead-letter queue, for messages that cannot be read. */
  deadLetterQueueUrl: "ILLUMIO_DEAD_LETTER_QUEUE_URL",
  /** Calls per minute that one instance may make to the PCE. */
  callsPerMinute: "ILLUMIO_PCE_CALLS_PER_MINUTE",
  /** Ports, separated by commas, on which the user knows servers to listen. May be empty. */
  serverPorts: "ILLUMIO_SERVER_PORTS",
  /** What happens to a flow whose direction nothing decides: `drop` (default) or `lower-port`. */
  undecided: "ILLUMIO_UNDECIDED",
} as const;

/** Environment variables of the *dag-sync* function. */
export const DAG_SYNC = {
  pceHost: UPLOAD.pceHost,
  pcePort: UPLOAD.pcePort,
  pceOrgId: UPLOAD.pceOrgId,
  /** ARN of the secret `{"apiKeyUsername","apiKeySecret","caCertificate"?}`. */
  pceSecretArn: UPLOAD.pceSecretArn,
} as const;
