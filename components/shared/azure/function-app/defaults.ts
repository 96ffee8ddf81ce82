/** Defaults of the arguments that every component with a function app takes. */
export const FUNCTION_APP_DEFAULTS = {
  createRoleAssignments: true,
  /** Default of Azure. */
  memoryInMegabytes: 2048,
  logRetentionInDays: 30,
} as const;
