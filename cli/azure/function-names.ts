/** Functions whose code can be deployed, as a user names them. */
export const FUNCTION_NAMES = ["drain", "sql-sync", "onboarding"] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];
