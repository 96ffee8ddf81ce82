/** Defaults of the arguments that only `SqlFirewallSync` takes. */
export const SQL_FIREWALL_SYNC_DEFAULTS = {
  intervalInMinutes: 5,
} as const;
