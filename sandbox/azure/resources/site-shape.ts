import { armId, flag, integer, json, list, map, named, object, text, texts } from "../arm/shapes";

const pair = object({ name: text({ min: 1 }), value: text() }, ["name"]);

const siteConfig = object({
  acrUseManagedIdentityCreds: flag,
  alwaysOn: flag,
  appSettings: list(pair),
  connectionStrings: list(json),
  cors: object({ allowedOrigins: texts, supportCredentials: flag }),
  defaultDocuments: texts,
  detailedErrorLoggingEnabled: flag,
  ftpsState: text({ oneOf: ["AllAllowed", "FtpsOnly", "Disabled"] }),
  functionAppScaleLimit: integer({ min: 0 }),
  healthCheckPath: text(),
  http20Enabled: flag,
  httpLoggingEnabled: flag,
  ipSecurityRestrictions: list(json),
  ipSecurityRestrictionsDefaultAction: text({ oneOf: ["Allow", "Deny"] }),
  linuxFxVersion: text(),
  minTlsVersion: text({ oneOf: ["1.0", "1.1", "1.2", "1.3"] }),
  minimumElasticInstanceCount: integer({ min: 0 }),
  publicNetworkAccess: text({ oneOf: ["Enabled", "Disabled", ""] }),
  remoteDebuggingEnabled: flag,
  scmIpSecurityRestrictions: list(json),
  scmIpSecurityRestrictionsDefaultAction: text({ oneOf: ["Allow", "Deny"] }),
  scmIpSecurityRestrictionsUseMain: flag,
  scmMinTlsVersion: text({ oneOf: ["1.0", "1.1", "1.2", "1.3"] }),
  use32BitWorkerProcess: flag,
  vnetRouteAllEnabled: flag,
  webSocketsEnabled: flag,
  // What the SDK of Pulumi fills in.
  localMySqlEnabled: flag,
  netFrameworkVersion: text(),
});

const functionAppConfig = object({
  deployment: object({
    storage: object(
      {
        type: text({ oneOf: ["blobContainer"] }),
        value: text({ pattern: /^https:\/\// }),
        authentication: object(
          {
            type: text({
              oneOf: ["SystemAssignedIdentity", "UserAssignedIdentity", "StorageAccountConnectionString"],
            }),
            userAssignedIdentityResourceId: armId,
            storageAccountConnectionStringName: text(),
          },
          ["type"],
        ),
      },
      ["type", "value", "authentication"],
    ),
  }),
  runtime: object(
    {
      name: text({ oneOf: ["node", "python", "java", "powershell", "dotnet-isolated", "custom"] }),
      version: text(),
    },
    ["name"],
  ),
  scaleAndConcurrency: object({
    alwaysReady: list(object({ name: text(), instanceCount: integer({ min: 0 }) })),
    instanceMemoryMB: integer({ oneOf: [512, 2048, 4096] }),
    maximumInstanceCount: integer({ min: 1, max: 1000 }),
    triggers: object({ http: object({ perInstanceConcurrency: integer({ min: 1, max: 1000 }) }) }),
  }),
  siteUpdateStrategy: object({ type: text({ oneOf: ["Recreate", "RollingUpdate"] }) }),
});

export const siteProperties = object(
  {
    clientAffinityEnabled: flag,
    clientCertEnabled: flag,
    clientCertMode: text({ oneOf: ["Required", "Optional", "OptionalInteractiveUser"] }),
    containerSize: integer(),
    dailyMemoryTimeQuota: integer(),
    enabled: flag,
    endToEndEncryptionEnabled: flag,
    functionAppConfig,
    hostNameSslStates: list(json),
    hostNamesDisabled: flag,
    httpsOnly: flag,
    hyperV: flag,
    ipMode: text(),
    isXenon: flag,
    keyVaultReferenceIdentity: text(),
    outboundVnetRouting: json,
    publicNetworkAccess: text({ oneOf: ["Enabled", "Disabled", ""] }),
    redundancyMode: text(),
    reserved: flag,
    scmSiteAlsoStopped: flag,
    serverFarmId: armId,
    siteConfig,
    sshEnabled: flag,
    storageAccountRequired: flag,
    virtualNetworkSubnetId: armId,
    vnetRouteAllEnabled: flag,
    vnetContentShareEnabled: flag,
    vnetImagePullEnabled: flag,
  },
  ["serverFarmId"],
);

export const appSettings = map(text());
export const extensions = named(json);
