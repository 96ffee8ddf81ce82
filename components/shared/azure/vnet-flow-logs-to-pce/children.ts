import { FUNCTION_APP_CHILDREN } from "../function-app/children";

/** Names of the resources inside a `VnetFlowLogsToPce`. A resource that is not listed has the name of the component. */
export const VNET_FLOW_LOG_CHILDREN = {
  ...FUNCTION_APP_CHILDREN,
  flowLogAccount: "flow-logs",
  identity: "drain",
} as const;
