import type { TokenCredential } from "@azure/core-auth";
import { ConfigurationError } from "../../core/errors";
import { withPackages } from "../../core/optional-packages";
import type { ConfigReader, Environment } from "../settings/settings";

/** Clouds of Azure by the names that Pulumi and Terraform give them, and the address of their Resource Manager. */
const CLOUDS: Readonly<Record<string, { readonly resourceManager: string; readonly authority: string }>> = {
  public: { resourceManager: "https://management.azure.com", authority: "https://login.microsoftonline.com" },
  usgovernment: {
    resourceManager: "https://management.usgovcloudapi.net",
    authority: "https://login.microsoftonline.us",
  },
  china: {
    resourceManager: "https://management.chinacloudapi.cn",
    authority: "https://login.chinacloudapi.cn",
  },
};

/**
 * Token of Entra ID for Resource Manager and deployment sites, of whoever runs a deployment: by the settings of the
 * `azure-native` provider (`azure-native:clientId` and so on, or `ARM_CLIENT_ID` and so on), else as the Azure SDKs find
 * it: environment, managed identity, `az login`.
 *
 * @throws ConfigurationError when there is no token to be had
 */
export async function deployerToken(config: ConfigReader, environment: Environment): Promise<string> {
  const setting = (key: string, variable: string) =>
    config.get(`azure-native:${key}`) || environment[variable] || undefined;
  const cloudName = (setting("environment", "ARM_ENVIRONMENT") ?? "public").toLowerCase();
  const cloud = CLOUDS[cloudName];
  if (cloud === undefined)
    throw new ConfigurationError(
      "azure-native:environment",
      `is '${cloudName}'; known are ${Object.keys(CLOUDS).join(", ")}`,
    );
  const credential = credentialOf(setting, cloud.authority);
  try {
    const token = await credential.getToken(`${cloud.resourceManager}/.default`);
    if (token === null) throw new Error("no token came");
    return token.token;
  } catch (cause) {
    const [reason] = (cause as Error).message.split("\n");
    throw new ConfigurationError(
      "Azure credentials",
      `no token for ${cloud.resourceManager}: ${reason}. Run az login, or set those of the azure-native provider ` +
        "(ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID)",
      { cause },
    );
  }
}

function credentialOf(
  setting: (key: string, variable: string) => string | undefined,
  authorityHost: string,
): TokenCredential {
  const identity = withPackages(
    { of: "Deployment of code to Azure", packages: ["@azure/identity"] },
    () => require("@azure/identity") as typeof import("@azure/identity"),
  );
  const tenantId = setting("tenantId", "ARM_TENANT_ID");
  const clientId = setting("clientId", "ARM_CLIENT_ID");
  const clientSecret = setting("clientSecret", "ARM_CLIENT_SECRET");
  const tokenFile = setting("oidcTokenFilePath", "ARM_OIDC_TOKEN_FILE_PATH");
  const oidcToken = setting("oidcToken", "ARM_OIDC_TOKEN");
  const options = { authorityHost };
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
  if (setting("useMsi", "ARM_USE_MSI") === "true")
    return new identity.ManagedIdentityCredential(clientId === undefined ? {} : { clientId });
  return new identity.DefaultAzureCredential(tenantId === undefined ? options : { ...options, tenantId });
}
