/** Environment variables by which a function finds its PCE, whichever the cloud. */
export const PCE_ADDRESS = {
  pceHost: "ILLUMIO_PCE_HOST",
  pcePort: "ILLUMIO_PCE_PORT",
  pceOrgId: "ILLUMIO_PCE_ORG_ID",
  /** URL of a proxy for the calls to the PCE, without user name and password. May be left out. */
  proxyUrl: "ILLUMIO_PROXY_URL",
} as const;

/** Environment variables of a function that uploads flows, whichever the cloud. */
export const FLOW_UPLOAD = {
  ...PCE_ADDRESS,
  /** Calls per minute that one instance may make to the PCE. */
  callsPerMinute: "ILLUMIO_PCE_CALLS_PER_MINUTE",
  /** Ports, separated by commas, on which the user knows servers to listen. May be empty. */
  serverPorts: "ILLUMIO_SERVER_PORTS",
  /** What happens to a flow whose direction nothing decides: `drop` (default) or `lower-port`. */
  undecided: "ILLUMIO_UNDECIDED",
} as const;
