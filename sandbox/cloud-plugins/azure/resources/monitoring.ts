import { flag, integer, list, number, text } from "../../provider/arguments";
import { anything } from "../kinds";
import { azureResource } from "../resource";

export const workspace = azureResource({
  type: "azure-native:operationalinsights:Workspace",
  path: "/resourceGroups/{resourceGroupName}/providers/Microsoft.OperationalInsights/workspaces/{workspaceName}",
  apiVersion: "2023-09-01",
  longestName: 63,
  members: ["location", "tags", "identity"],
  properties: {
    defaultDataCollectionRuleResourceId: text(),
    features: anything,
    forceCmkForQuery: flag,
    publicNetworkAccessForIngestion: text(),
    publicNetworkAccessForQuery: text(),
    retentionInDays: integer(),
    sku: anything,
    workspaceCapping: anything,
  },
  computed: { customerId: "properties.customerId", provisioningState: "properties.provisioningState" },
});

const INSIGHTS = "/resourceGroups/{resourceGroupName}/providers/Microsoft.Insights";

export const insightsComponent = azureResource({
  type: "azure-native:applicationinsights:Component",
  path: `${INSIGHTS}/components/{resourceName}`,
  apiVersion: "2020-02-02",
  longestName: 255,
  members: ["location", "tags", "kind"],
  required: ["kind", "applicationType"],
  properties: {
    applicationType: { kind: text(), in: "Application_Type" },
    disableIpMasking: { kind: flag, in: "DisableIpMasking" },
    disableLocalAuth: { kind: flag, in: "DisableLocalAuth" },
    flowType: { kind: text(), in: "Flow_Type" },
    forceCustomerStorageForProfiler: { kind: flag, in: "ForceCustomerStorageForProfiler" },
    hockeyAppId: { kind: text(), in: "HockeyAppId" },
    immediatePurgeDataOn30Days: { kind: flag, in: "ImmediatePurgeDataOn30Days" },
    ingestionMode: { kind: text(), in: "IngestionMode" },
    publicNetworkAccessForIngestion: text(),
    publicNetworkAccessForQuery: text(),
    requestSource: { kind: text(), in: "Request_Source" },
    retentionInDays: { kind: integer(), in: "RetentionInDays" },
    samplingPercentage: { kind: number, in: "SamplingPercentage" },
    workspaceResourceId: { kind: text(), in: "WorkspaceResourceId" },
  },
  computed: {
    appId: "properties.AppId",
    applicationId: "properties.ApplicationId",
    connectionString: "properties.ConnectionString",
    instrumentationKey: "properties.InstrumentationKey",
    provisioningState: "properties.provisioningState",
    tenantId: "properties.TenantId",
  },
});

export const scheduledQueryRule = azureResource({
  type: "azure-native:monitor:ScheduledQueryRule",
  path: `${INSIGHTS}/scheduledQueryRules/{ruleName}`,
  apiVersion: "2025-01-01-preview",
  longestName: 260,
  members: ["location", "tags", "kind", "identity"],
  properties: {
    actions: anything,
    autoMitigate: flag,
    checkWorkspaceAlertsStorageConfigured: flag,
    criteria: anything,
    description: text(),
    displayName: text(),
    enabled: flag,
    evaluationFrequency: text(),
    muteActionsDuration: text(),
    overrideQueryTimeRange: text(),
    resolveConfiguration: anything,
    scopes: list(text()),
    severity: number,
    skipQueryValidation: flag,
    targetResourceTypes: list(text()),
    windowSize: text(),
  },
});

export const actionGroup = azureResource({
  type: "azure-native:monitor:ActionGroup",
  path: `${INSIGHTS}/actionGroups/{actionGroupName}`,
  apiVersion: "2024-10-01-preview",
  longestName: 260,
  members: ["location", "tags", "identity"],
  required: ["enabled", "groupShortName"],
  properties: {
    armRoleReceivers: anything,
    automationRunbookReceivers: anything,
    azureAppPushReceivers: anything,
    azureFunctionReceivers: anything,
    emailReceivers: anything,
    enabled: flag,
    eventHubReceivers: anything,
    groupShortName: text({ longest: 12 }),
    incidentReceivers: anything,
    itsmReceivers: anything,
    logicAppReceivers: anything,
    smsReceivers: anything,
    voiceReceivers: anything,
    webhookReceivers: anything,
  },
});
