import type { Properties } from "../provider/wire";
import type { AzureProvider } from "./resource";

type ProviderFunction = (provider: AzureProvider, given: Properties) => Promise<Properties>;

const MANAGEMENT = "https://management.azure.com/";

/** Functions of the azure-native provider that are no look-up of a resource. */
export const FUNCTIONS: Readonly<Record<string, ProviderFunction>> = {
  "azure-native:authorization:getClientConfig": async ({ door, subscriptionId }) => {
    const { appid, oid, tid } = claims(await door.token(MANAGEMENT));
    return { clientId: appid, objectId: oid, subscriptionId, tenantId: tid };
  },
  "azure-native:authorization:getClientToken": async ({ door }, given) => ({
    token: await door.token(String(given["endpoint"] ?? MANAGEMENT)),
  }),
  "azure-native:storage:listStorageAccountKeys": ({ door, subscriptionId }, given) =>
    door.post(
      `${group(subscriptionId, given)}/Microsoft.Storage/storageAccounts/${given["accountName"]}/listKeys`,
      "2024-01-01",
    ),
  "azure-native:web:listWebAppApplicationSettings": async ({ door, subscriptionId }, given) => {
    const path = `${group(subscriptionId, given)}/Microsoft.Web/sites/${given["name"]}/config/appsettings/list`;
    const { id, name, type, properties } = await door.post(path, "2025-05-01");
    return { id, name, type, properties };
  },
};

function group(subscriptionId: string, given: Properties): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${given["resourceGroupName"]}/providers`;
}

function claims(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString("utf8"));
}
