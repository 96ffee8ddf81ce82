import { ConfigurationError } from "../../errors";
import type { OnboardingSettings } from "../../onboarding";
import { sortedJson } from "../../reconcile/declaration";
import { ONBOARDING_MAX_BYTES } from "./onboarding-times";

/**
 * Text of the app setting with an onboarding. The same one gives the same text, whatever the order of its keys.
 *
 * @throws ConfigurationError when an app setting cannot hold it
 */
export function onboardingText(settings: OnboardingSettings): string {
  const problem = onboardingProblem(settings);
  if (problem !== undefined) throw new ConfigurationError(`onboarding ${settings.name}`, problem);
  return sortedJson(settings);
}

/** Why an app setting cannot hold an onboarding; `undefined` when it can. */
export function onboardingProblem(settings: OnboardingSettings): string | undefined {
  const bytes = Buffer.byteLength(sortedJson(settings));
  return bytes <= ONBOARDING_MAX_BYTES
    ? undefined
    : `has ${bytes} bytes, and an app setting is given at most ${ONBOARDING_MAX_BYTES} here; divide it into several, each with scopes or filters of its own`;
}
