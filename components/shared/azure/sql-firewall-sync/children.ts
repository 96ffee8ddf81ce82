import { FUNCTION_APP_CHILDREN } from "../function-app/children";

/** Names of the resources inside a `SqlFirewallSync`. A resource that is not listed has the name of the component. */
export const SQL_FIREWALL_SYNC_CHILDREN = {
  ...FUNCTION_APP_CHILDREN,
  identity: "sync",
} as const;
