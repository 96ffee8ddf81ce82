import { Checks, type Rule, required, text } from "../../../core/checks";
import { ONBOARDING } from "../../../core/contracts/azure/function-environment";
import { checkOnboarding, type OnboardingSettings } from "../../../core/onboarding";
import { EnvironmentReader } from "../../shared/environment-reader";
import { type AppSettings, appSettings, endpoint } from "../shared/app-settings";

/** Where a secret is read. */
export interface SecretPlace {
  readonly vaultUrl: string;
  readonly name: string;
}

export interface OnboardingAppSettings extends AppSettings {
  readonly hostTableUrl: string;
  readonly onboarding: OnboardingSettings;
  /** The administrator in Check Point, or the header of the feed. */
  readonly checkPointSecret: SecretPlace | undefined;
  readonly serviceNowSecret: SecretPlace | undefined;
}

const ADVICE = "Deploy code and definition together";

/** @throws ConfigurationError that lists everything wrong with the app settings, or with the definition in them */
export function onboardingAppSettings(
  env: Readonly<Record<string, string | undefined>>,
): OnboardingAppSettings {
  const reader = new EnvironmentReader(env);
  const app = appSettings(reader);
  const hostTableUrl = reader.read(ONBOARDING.hostTableUrl, required(endpoint));
  const written = reader.read(ONBOARDING.definition, required(json));
  const checkPointSecret = secretPlace(
    reader,
    ONBOARDING.checkPointSecretVaultUrl,
    ONBOARDING.checkPointSecretName,
  );
  const serviceNowSecret = secretPlace(
    reader,
    ONBOARDING.serviceNowSecretVaultUrl,
    ONBOARDING.serviceNowSecretName,
  );
  reader.done();
  const checks = Checks.start();
  const onboarding = checkOnboarding(written, checks);
  checks.throwIfAny(`the onboarding in the app setting ${ONBOARDING.definition}`, ADVICE);
  return { ...app, hostTableUrl, onboarding, checkPointSecret, serviceNowSecret };
}

function secretPlace(reader: EnvironmentReader, vaultUrl: string, name: string): SecretPlace | undefined {
  const place = { vaultUrl: reader.read(vaultUrl, endpoint), name: reader.read(name, text()) };
  return place.vaultUrl === undefined || place.name === undefined
    ? undefined
    : { vaultUrl: place.vaultUrl, name: place.name };
}

const json: Rule<unknown> = (value, checks) => {
  try {
    return JSON.parse(String(value)) as unknown;
  } catch (error) {
    return checks.fail(`must be JSON (${(error as Error).message})`);
  }
};
