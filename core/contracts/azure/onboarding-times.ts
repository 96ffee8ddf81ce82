/** Times and limits of the *onboarding* function. The bundle and the alerts of a component are made from them. */

/** `functionTimeout` of the app. A run ends itself before that; the lock keeps the next one out until then. */
export const ONBOARDING_TIMEOUT_IN_SECONDS = 600;

/**
 * Largest definition that a component gives the *onboarding* function, in bytes of UTF-8. A definition with twenty rules has
 * some 3,000. Linux takes 131,072 bytes in one variable.
 */
export const ONBOARDING_MAX_BYTES = 32_768;
