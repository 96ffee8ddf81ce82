/** Names of the resources inside a `VnetFlowLogsToPce`. A resource that is not listed has the name of the component. */
export const VNET_FLOW_LOG_CHILDREN = {
  hostAccount: "host",
  flowLogAccount: "flow-logs",
  identity: "drain",
  workspace: "logs",
  plan: "plan",
  ftp: "ftp",
  scm: "scm",
  code: "code",
} as const;
