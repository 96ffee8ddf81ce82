import { randomBytes } from "node:crypto";
import { CloudError } from "../../cloud/cloud-error";
import { STORAGE } from "../arm/api-versions";
import { type ArmResource, isSameId } from "../arm/arm-resource";
import type { ArmContext, ArmType } from "../arm/arm-type";
import { enabledOrDisabled, flag, identity, json, list, object, sku, text } from "../arm/shapes";
import { withPrincipals } from "./identities";

const SKUS = [
  "Standard_LRS",
  "Standard_GRS",
  "Standard_RAGRS",
  "Standard_ZRS",
  "Standard_GZRS",
  "Standard_RAGZRS",
  "Premium_LRS",
  "Premium_ZRS",
];

const networkAcls = object({
  bypass: text({ pattern: /^(None|((Logging|Metrics|AzureServices)(, ?|$))+)$/ }),
  defaultAction: text({ oneOf: ["Allow", "Deny"] }),
  ipRules: list(object({ value: text(), action: text({ oneOf: ["Allow"] }) }, ["value"])),
  virtualNetworkRules: list(
    object({ id: text(), action: text({ oneOf: ["Allow"] }), state: text() }, ["id"]),
  ),
  resourceAccessRules: list(object({ tenantId: text(), resourceId: text() })),
  ipv6Rules: list(json),
});

const properties = object({
  accessTier: text({ oneOf: ["Hot", "Cool", "Cold", "Premium"] }),
  allowBlobPublicAccess: flag,
  allowCrossTenantReplication: flag,
  allowSharedKeyAccess: flag,
  defaultToOAuthAuthentication: flag,
  dnsEndpointType: text({ oneOf: ["Standard", "AzureDnsZone"] }),
  encryption: json,
  isHnsEnabled: flag,
  isLocalUserEnabled: flag,
  isNfsV3Enabled: flag,
  isSftpEnabled: flag,
  largeFileSharesState: enabledOrDisabled,
  minimumTlsVersion: text({ oneOf: ["TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3"] }),
  networkAcls,
  publicNetworkAccess: text({ oneOf: ["Enabled", "Disabled", "SecuredByPerimeter"] }),
  sasPolicy: json,
  supportsHttpsTrafficOnly: flag,
});

/** Storage accounts. Names are those of the whole world. */
export const storageAccount: ArmType = {
  type: "Microsoft.Storage/storageAccounts",
  apiVersions: STORAGE,
  name: {
    pattern: /^[a-z0-9]{3,24}$/,
    code: "AccountNameInvalid",
    message: (name) =>
      `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length ` +
      "and use numbers and lower-case letters only.",
  },
  location: "required",
  kind: text({ oneOf: ["Storage", "StorageV2", "BlobStorage", "FileStorage", "BlockBlobStorage"] }),
  sku: sku(SKUS),
  identity,
  properties,
  required: ["kind", "sku"],
  readOnly: [
    "creationTime",
    "keyCreationTime",
    "primaryEndpoints",
    "primaryLocation",
    "privateEndpointConnections",
    "provisioningState",
    "statusOfPrimary",
  ],
  createOnly: ["kind", "properties.isHnsEnabled", "properties.isNfsV3Enabled", "properties.dnsEndpointType"],
  longRunning: "location",
  put(context, request) {
    const { id, name, body, before } = request;
    checkIsFree(context, id, name);
    const { networkAcls: rules = {}, ...given } = body.properties;
    checkSubnets(context, rules as { virtualNetworkRules?: { id: string }[] });
    const created = new Date(context.clock.now()).toISOString();
    const skuName = String(body.sku?.["name"]);
    return {
      ...body,
      sku: { name: skuName, tier: skuName.split("_")[0] },
      identity: withPrincipals(context, request),
      properties: {
        accessTier: "Hot",
        allowBlobPublicAccess: false,
        minimumTlsVersion: "TLS1_0",
        supportsHttpsTrafficOnly: true,
        encryption: {
          services: {
            blob: { enabled: true, keyType: "Account" },
            file: { enabled: true, keyType: "Account" },
          },
          keySource: "Microsoft.Storage",
        },
        ...given,
        networkAcls: {
          bypass: "AzureServices",
          defaultAction: "Allow",
          ipRules: [],
          virtualNetworkRules: [],
          ...(rules as object),
        },
        creationTime: before?.properties["creationTime"] ?? created,
        keyCreationTime: before?.properties["keyCreationTime"] ?? { key1: created, key2: created },
        primaryEndpoints: context.endpoints.storage(name),
        primaryLocation: body.location,
        statusOfPrimary: "available",
        provisioningState: "Succeeded",
      },
    };
  },
  view: ({ resources }, { id, properties }) => ({
    ...properties,
    privateEndpointConnections: resources
      .list("Microsoft.Network/privateEndpoints")
      .filter((endpoint) => targetsOf(endpoint).some((target) => isSameId(target, id)))
      .map((endpoint) => ({
        id: `${id}/privateEndpointConnections/${endpoint.name}`,
        name: endpoint.name,
        type: "Microsoft.Storage/storageAccounts/privateEndpointConnections",
        properties: {
          privateEndpoint: { id: endpoint.id },
          privateLinkServiceConnectionState: { status: "Approved", description: "Auto-Approved" },
          provisioningState: "Succeeded",
        },
      })),
  }),
  actions: { "post listkeys": keysOf, "post regeneratekey": renewKey },
};

function keysOf({ endpoints }: ArmContext, { name, properties }: ArmResource): object {
  const keys = endpoints.storageKeys(name).map((value, index) => ({
    creationTime: (properties["keyCreationTime"] as Record<string, string> | undefined)?.[`key${index + 1}`],
    keyName: `key${index + 1}`,
    value,
    permissions: "FULL",
  }));
  return { keys };
}

/** Who has the old key is shut out from now on. */
async function renewKey(
  context: ArmContext,
  account: ArmResource,
  { keyName }: Record<string, unknown>,
): Promise<object> {
  if (keyName !== "key1" && keyName !== "key2") {
    throw new CloudError(
      "InvalidValuesForRequestParameters",
      "Values for request parameters are invalid: keyName.",
    );
  }
  const [first, second] = context.endpoints.storageKeys(account.name);
  const made = randomBytes(64).toString("base64");
  await context.endpoints.setStorageKeys(account.name, keyName === "key1" ? [made, second] : [first, made]);
  return keysOf(context, account);
}

function checkIsFree({ resources, takenNames }: ArmContext, id: string, name: string): void {
  const other = resources.list("Microsoft.Storage/storageAccounts").find((account) => account.name === name);
  if (takenNames.has(name) || (other && !isSameId(other.id, id))) {
    throw new CloudError(
      "StorageAccountAlreadyTaken",
      `The storage account named ${name} is already taken.`,
      409,
    );
  }
}

function checkSubnets({ resources }: ArmContext, rules: { virtualNetworkRules?: { id: string }[] }): void {
  for (const { id } of rules.virtualNetworkRules ?? []) {
    const endpoints = (resources.get(id)?.properties["serviceEndpoints"] ?? []) as { service: string }[];
    if (endpoints.some(({ service }) => service.startsWith("Microsoft.Storage"))) continue;
    throw new CloudError(
      "NetworkAclsValidationFailure",
      `Validation of network acls failure: SubnetsHaveNoServiceEndpointsConfigured: Subnets ${id} do not have ` +
        "ServiceEndpoints for Microsoft.Storage resources configured.",
    );
  }
}

function targetsOf(endpoint: ArmResource): unknown[] {
  const connections = (endpoint.properties["privateLinkServiceConnections"] ?? []) as {
    properties: { privateLinkServiceId: string };
  }[];
  return connections.map((one) => one.properties.privateLinkServiceId);
}
