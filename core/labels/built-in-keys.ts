/** Label dimensions that every PCE has. */
export const BUILT_IN_LABEL_KEYS = ["role", "app", "env", "loc"] as const;
