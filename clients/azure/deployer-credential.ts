import type { TokenCredential } from "@azure/core-auth";
import { ConfigurationError } from "../../core/errors";
import { withPackages } from "../../core/optional-packages";
import type { ConfigReader, Environment } from "../settings/settings";
import {
  type AzureCloud,
  type AzureSetting,
  azureCloud,
  azureSetting,
  type FoundSetting,
} from "./azure-cloud";
import { explainedCredential } from "./explained-credential";

/** Who runs a deployment or a command, and in which cloud. */
export interface Deployer {
  readonly cloud: AzureCloud;
  readonly credential: TokenCredential;
}

/**
 * Whoever runs a deployment or a command, by the settings of the `azure-native` provider (`azure-native:clientId` and so
 * on, or `ARM_CLIENT_ID` and so on), else as the Azure SDKs find it: environment, managed identity, `az login`.
 *
 * @param of what needs `@azure/identity`, for the advice where it is not installed
 * @throws ConfigurationError when there is no such cloud, or a switch is neither on nor off
 */
export async function deployerCredential(
  config: ConfigReader,
  environment: Environment,
  of: string,
): Promise<Deployer> {
  const cloud = await azureCloud(config, environment);
  const setting = (key: AzureSetting, variable: string) => azureSetting(config, environment, key, variable);
  const useMsi = isSwitchedOn(setting("useMsi", "ARM_USE_MSI"));
  const found = credentialOf((key, variable) => setting(key, variable)?.value, useMsi, cloud, of);
  const credential = explainedCredential(found, {
    purpose: cloud.resourceManager,
    orElse: "set those of the azure-native provider (ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID)",
  });
  return { cloud, credential };
}

const DEPLOYMENT = "Deployment of code to Azure";

/**
 * What {@link deployerToken} needs besides credentials, to be seen before anything is deployed.
 *
 * @throws IllumioIacError when `@azure/identity` is not installed
 */
export function checkDeployerPackages(): void {
  identityPackage(DEPLOYMENT);
}

/**
 * Token of Entra ID for Resource Manager and deployment sites, of whoever runs a deployment.
 *
 * @throws ConfigurationError when there is no token to be had
 */
export async function deployerToken(config: ConfigReader, environment: Environment): Promise<string> {
  const { cloud, credential } = await deployerCredential(config, environment, DEPLOYMENT);
  return (await credential.getToken(`${cloud.audience}/.default`))!.token;
}

function credentialOf(
  setting: (key: AzureSetting, variable: string) => string | undefined,
  useMsi: boolean,
  { authority, isCustom }: AzureCloud,
  of: string,
): TokenCredential {
  const identity = identityPackage(of);
  const tenantId = setting("tenantId", "ARM_TENANT_ID");
  const clientId = setting("clientId", "ARM_CLIENT_ID");
  const clientSecret = setting("clientSecret", "ARM_CLIENT_SECRET");
  const tokenFile = setting("oidcTokenFilePath", "ARM_OIDC_TOKEN_FILE_PATH");
  const oidcToken = setting("oidcToken", "ARM_OIDC_TOKEN");
  const options = { authorityHost: authority, ...(isCustom ? { disableInstanceDiscovery: true } : {}) };
  if (tenantId !== undefined && clientId !== undefined) {
    if (clientSecret !== undefined)
      return new identity.ClientSecretCredential(tenantId, clientId, clientSecret, options);
    if (oidcToken !== undefined)
      return new identity.ClientAssertionCredential(tenantId, clientId, async () => oidcToken, options);
    if (tokenFile !== undefined)
      return new identity.WorkloadIdentityCredential({
        tenantId,
        clientId,
        tokenFilePath: tokenFile,
        ...options,
      });
  }
  if (useMsi) return new identity.ManagedIdentityCredential(clientId === undefined ? {} : { clientId });
  return new identity.DefaultAzureCredential(tenantId === undefined ? options : { ...options, tenantId });
}

function isSwitchedOn(found: FoundSetting | undefined): boolean {
  const text = found?.value.toLowerCase() ?? "false";
  if (text === "true" || text === "false") return text === "true";
  throw new ConfigurationError(found!.source, `must be true or false, got '${found!.value}'`);
}

function identityPackage(of: string): typeof import("@azure/identity") {
  return withPackages(
    { of, packages: ["@azure/identity"] },
    () => require("@azure/identity") as typeof import("@azure/identity"),
  );
}
