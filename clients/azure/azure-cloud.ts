import { isRecord } from "../../core/checks/json";
import { ConfigurationError } from "../../core/errors";
import { HttpClient } from "../http/http-client";
import type { ConfigReader, Environment } from "../settings/settings";

/** Where a cloud of Azure answers, and what its tokens are for. No address has a slash at its end. */
export interface AzureCloud {
  /** Address of Resource Manager: `https://management.azure.com`. */
  readonly resourceManager: string;
  /** What tokens for Resource Manager are issued for. */
  readonly audience: string;
  /** Where Entra ID issues them: `https://login.microsoftonline.com`. */
  readonly authority: string;
  /** Whether the cloud was described by a metadata host, so that Entra ID of the public cloud may not know it. */
  readonly isCustom: boolean;
}

const known = (resourceManager: string, authority: string): AzureCloud => ({
  resourceManager,
  audience: resourceManager,
  authority,
  isCustom: false,
});

/** Clouds of Azure by the names that Pulumi and Terraform give them. */
const CLOUDS: Readonly<Record<string, AzureCloud>> = {
  public: known("https://management.azure.com", "https://login.microsoftonline.com"),
  usgovernment: known("https://management.usgovcloudapi.net", "https://login.microsoftonline.us"),
  china: known("https://management.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
};

const METADATA_VERSION = "2022-09-01";

/** Settings of the azure-native provider that are read, of stack configuration. */
const KEYS = [
  "clientId",
  "clientSecret",
  "environment",
  "metadataHost",
  "oidcToken",
  "oidcTokenFilePath",
  "tenantId",
  "useMsi",
] as const;

export type AzureSetting = (typeof KEYS)[number];

/** Full names of these settings. */
export const AZURE_SETTINGS: readonly string[] = KEYS.map((key) => `azure-native:${key}`);

/** A setting, and where its value stands: the key in stack configuration, or the variable. */
export interface FoundSetting {
  readonly value: string;
  readonly source: string;
}

/** Reads a setting of the azure-native provider, else one of these variables. */
export function azureSetting(
  config: ConfigReader,
  environment: Environment,
  key: AzureSetting,
  ...variables: readonly string[]
): FoundSetting | undefined {
  const configured = `azure-native:${key}`;
  const places = [
    [configured, config.get(configured)],
    ...variables.map((variable) => [variable, environment[variable]] as const),
  ] as const;
  for (const [source, value] of places) if (value) return { value, source };
  return undefined;
}

/**
 * The cloud that is worked in: the one that the metadata host describes (`azure-native:metadataHost` or
 * `ARM_METADATA_HOSTNAME`), else the one that is named (`azure-native:environment`, `ARM_ENVIRONMENT` or
 * `AZURE_ENVIRONMENT`: `public`, `usgovernment`, `china`, or as the Azure CLI names them, such as `AzureUSGovernment`).
 *
 * @throws ConfigurationError when there is no such cloud, or no answer of the metadata host
 */
export async function azureCloud(config: ConfigReader, environment: Environment): Promise<AzureCloud> {
  const host = azureSetting(config, environment, "metadataHost", "ARM_METADATA_HOSTNAME");
  if (host !== undefined) return await describedCloud(host);
  const named = azureSetting(config, environment, "environment", "ARM_ENVIRONMENT", "AZURE_ENVIRONMENT");
  if (named === undefined) return CLOUDS["public"]!;
  const short =
    named.value
      .toLowerCase()
      .replace(/^azure/, "")
      .replace(/cloud$/, "") || "public";
  const cloud = Object.hasOwn(CLOUDS, short) ? CLOUDS[short] : undefined;
  if (cloud !== undefined) return cloud;
  throw new ConfigurationError(
    named.source,
    `is '${named.value.toLowerCase()}'; known are ${Object.keys(CLOUDS).join(", ")}`,
  );
}

async function describedCloud({ value: host, source }: FoundSetting): Promise<AzureCloud> {
  const refuse = (reason: string, options?: { readonly cause: unknown }) =>
    new ConfigurationError(source, reason, options);
  if (!/^[\w.-]+(:\d{1,5})?$/.test(host))
    throw refuse(`is '${host}'; it takes a host name, without https:// and path`);
  const client = new HttpClient({
    service: "metadata host of Azure",
    origin: `https://${host}`,
    caSetting: "NODE_EXTRA_CA_CERTS",
    totalTimeoutInSeconds: 60,
    maximumAnswerInBytes: 1_000_000,
  });
  try {
    const query = { "api-version": METADATA_VERSION };
    const { value } = await client.requestJson({ method: "GET", path: "/metadata/endpoints", query });
    const cloud = readCloud(value, host);
    if (cloud !== undefined) return cloud;
  } catch (cause) {
    throw refuse(`${host} did not describe its cloud: ${(cause as Error).message}`, { cause });
  } finally {
    await client.close();
  }
  throw refuse(`${host} did not describe its cloud: the answer names no resourceManager and loginEndpoint`);
}

/** Of several clouds, that of the host which was asked. */
function readCloud(value: unknown, host: string): AzureCloud | undefined {
  const all = (Array.isArray(value) ? value : [value]).filter(isRecord);
  const clouds = all.flatMap(({ resourceManager, authentication }) => {
    const { loginEndpoint, audiences } = isRecord(authentication) ? authentication : {};
    if (!isAddress(resourceManager) || !isAddress(loginEndpoint)) return [];
    const address = bare(resourceManager);
    const offered = Array.isArray(audiences) ? audiences.filter(isAddress).map(bare) : [];
    const audience = offered.includes(address) ? address : (offered[0] ?? address);
    return [{ resourceManager: address, audience, authority: bare(loginEndpoint), isCustom: true }];
  });
  return clouds.find(({ resourceManager }) => new URL(resourceManager).host === host) ?? clouds[0];
}

function isAddress(value: unknown): value is string {
  return typeof value === "string" && URL.canParse(value) && value.startsWith("https://");
}

const bare = (address: string): string => address.replace(/\/+$/, "");
