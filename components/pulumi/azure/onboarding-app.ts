import * as pulumi from "@pulumi/pulumi";
import { scheduleOf } from "../../../core/contracts/azure/app-times";
import { BUNDLES } from "../../../core/contracts/azure/bundles";
import { onboardingText } from "../../../core/contracts/azure/onboarding";
import { onboardingSettings } from "../../shared/azure/azure-vm-onboarding/environment";
import type { NamePlace } from "../../shared/azure/physical-names";
import type { AzureVmOnboardingSettings } from "./azure-vm-onboarding-settings";
import { type FunctionApp, type FunctionAppParts, functionApp } from "./function-app/function-app";

/** Where a secret is read. */
interface ReadSecret {
  readonly vaultUrl: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
}

/** What the function app works with. */
export interface OnboardingAppParts extends Omit<FunctionAppParts, "bundle" | "appSettings"> {
  readonly pceSecret: ReadSecret;
  readonly checkPointSecret: ReadSecret | undefined;
  readonly serviceNowSecret: ReadSecret | undefined;
}

/** The function app of *onboarding*, and its code. */
export function onboardingApp(
  name: string,
  settings: AzureVmOnboardingSettings,
  place: pulumi.Output<NamePlace>,
  parts: OnboardingAppParts,
  opts: pulumi.CustomResourceOptions,
): FunctionApp {
  const appSettings = (digest: string) => appSettingsOf(settings, parts, digest);
  return functionApp(name, settings, place, { ...parts, bundle: BUNDLES.onboarding, appSettings }, opts);
}

function appSettingsOf(settings: AzureVmOnboardingSettings, parts: OnboardingAppParts, digest: string) {
  const { host, port, orgId } = settings.pce;
  const { blob, table } = parts.hostAccount.primaryEndpoints;
  // The cloud that the provider works in; nothing that Azure answers names it.
  const cloud = new pulumi.Config("azure-native").get("environment");
  return onboardingSettings<pulumi.Output<string>>({
    pce: { host, port: port.apply(String), orgId: orgId.apply(String), proxyUrl: settings.proxyUrl },
    pceSecret: parts.pceSecret,
    host: { blob, table },
    schedule: settings.intervalInMinutes.apply(scheduleOf),
    cloud: cloud === undefined ? undefined : pulumi.output(cloud),
    definition: settings.definition.apply(onboardingText),
    checkPointSecret: parts.checkPointSecret,
    serviceNowSecret: parts.serviceNowSecret,
    bundleDigest: pulumi.output(digest),
    clientId: parts.identity.clientId,
  });
}
