import { CloudError } from "../../cloud/cloud-error";
import { ACTION_GROUPS, COMPONENTS, QUERY_RULES } from "../arm/api-versions";
import type { ArmType } from "../arm/arm-type";
import {
  armId,
  duration,
  flag,
  identity,
  integer,
  json,
  list,
  map,
  number,
  object,
  text,
  texts,
} from "../arm/shapes";
import { parseTraceQuery } from "../monitor/trace-query";

const access = text({ oneOf: ["Enabled", "Disabled", "SecuredByPerimeter"] });

/** Application Insights. Those without a workspace cannot be made any more. */
export const insightsComponent: ArmType = {
  type: "Microsoft.Insights/components",
  apiVersions: COMPONENTS,
  name: {
    pattern: /^[^<>*%&:\\?+/]{1,259}[^<>*%&:\\?+/. ]$|^[^<>*%&:\\?+/. ]$/,
    code: "InvalidResourceName",
    message: (name) => `The name '${name}' of the Application Insights resource is invalid.`,
  },
  location: "required",
  kind: text(),
  properties: object(
    {
      Application_Type: text({ oneOf: ["web", "other"] }),
      DisableIpMasking: flag,
      DisableLocalAuth: flag,
      Flow_Type: text(),
      ForceCustomerStorageForProfiler: flag,
      HockeyAppId: text(),
      ImmediatePurgeDataOn30Days: flag,
      IngestionMode: text({
        oneOf: ["ApplicationInsights", "ApplicationInsightsWithDiagnosticSettings", "LogAnalytics"],
      }),
      Request_Source: text(),
      RetentionInDays: integer({ oneOf: [30, 60, 90, 120, 180, 270, 365, 550, 730] }),
      SamplingPercentage: number({ min: 0, max: 100 }),
      WorkspaceResourceId: armId,
      publicNetworkAccessForIngestion: access,
      publicNetworkAccessForQuery: access,
    },
    ["Application_Type"],
  ),
  required: ["kind"],
  readOnly: [
    "AppId",
    "ApplicationId",
    "ConnectionString",
    "CreationDate",
    "InstrumentationKey",
    "Name",
    "TenantId",
    "provisioningState",
    "Ver",
    "LaMigrationDate",
    "PrivateLinkScopedResources",
    "HockeyAppToken",
  ],
  put({ ids, clock, resources, tenantId }, { body, before, name }) {
    const workspaceId = body.properties["WorkspaceResourceId"] as string | undefined;
    if (resources.get(workspaceId ?? "")?.type !== "Microsoft.OperationalInsights/workspaces") {
      throw new CloudError(
        "BadRequest",
        workspaceId === undefined
          ? "Classic Application Insights resources are retired: WorkspaceResourceId is required."
          : `The workspace ${workspaceId} was not found.`,
      );
    }
    const key = (before?.properties["InstrumentationKey"] as string) ?? ids.uuid();
    const appId = before?.properties["AppId"] ?? ids.uuid();
    return {
      ...body,
      properties: {
        RetentionInDays: 90,
        Flow_Type: "Bluefield",
        Request_Source: "rest",
        publicNetworkAccessForIngestion: "Enabled",
        publicNetworkAccessForQuery: "Enabled",
        ...body.properties,
        IngestionMode: "LogAnalytics",
        ApplicationId: name,
        AppId: appId,
        Name: name,
        TenantId: tenantId,
        InstrumentationKey: key,
        ConnectionString:
          `InstrumentationKey=${key};IngestionEndpoint=https://${body.location}-1.in.applicationinsights.azure.com/;` +
          `LiveEndpoint=https://${body.location}.livediagnostics.monitor.azure.com/;ApplicationId=${appId}`,
        CreationDate: before?.properties["CreationDate"] ?? new Date(clock.now()).toISOString(),
        provisioningState: "Succeeded",
      },
    };
  },
};

const condition = object(
  {
    query: text({ min: 1 }),
    timeAggregation: text({ oneOf: ["Average", "Minimum", "Maximum", "Total", "Count"] }),
    metricMeasureColumn: text(),
    resourceIdColumn: text(),
    dimensions: list(
      object({ name: text(), operator: text({ oneOf: ["Include", "Exclude"] }), values: texts }, [
        "name",
        "operator",
        "values",
      ]),
    ),
    operator: text({ oneOf: ["Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"] }),
    threshold: number(),
    failingPeriods: object({
      numberOfEvaluationPeriods: integer({ min: 1, max: 6 }),
      minFailingPeriodsToAlert: integer({ min: 1, max: 6 }),
    }),
    criterionType: text({ oneOf: ["StaticThresholdCriterion"] }),
    metricName: text(),
  },
  ["query", "timeAggregation", "operator", "threshold"],
);

/** Alerts on logs. */
export const scheduledQueryRule: ArmType = {
  type: "Microsoft.Insights/scheduledQueryRules",
  apiVersions: QUERY_RULES,
  location: "required",
  kind: text({ oneOf: ["LogAlert", "LogToMetric", "SimpleLogAlert"] }),
  identity,
  properties: object(
    {
      actions: object({
        actionGroups: list(armId),
        actionProperties: map(text()),
        customProperties: map(text()),
      }),
      autoMitigate: flag,
      checkWorkspaceAlertsStorageConfigured: flag,
      criteria: object({ allOf: list(condition, { min: 1 }) }, ["allOf"]),
      description: text(),
      displayName: text(),
      enabled: flag,
      evaluationFrequency: duration,
      muteActionsDuration: duration,
      overrideQueryTimeRange: duration,
      resolveConfiguration: json,
      ruleResolveConfiguration: json,
      publicNetworkAccess: text(),
      scopes: list(armId, { min: 1 }),
      severity: integer({ min: 0, max: 4 }),
      skipQueryValidation: flag,
      targetResourceTypes: texts,
      windowSize: duration,
    },
    ["scopes", "criteria", "evaluationFrequency", "windowSize", "severity"],
  ),
  readOnly: [
    "createdWithApiVersion",
    "isLegacyLogAnalyticsRule",
    "isWorkspaceAlertsStorageConfigured",
    "provisioningState",
  ],
  createOnly: ["kind"],
  put({ resources }, { body }) {
    const { scopes, actions, criteria } = body.properties as {
      scopes: string[];
      criteria: { allOf: { query: string; timeAggregation: string }[] };
      actions?: { actionGroups?: string[] };
    };
    for (const id of scopes) {
      if (!resources.get(id))
        throw new CloudError("BadRequest", `The scope ${id} of the alert rule was not found.`);
    }
    for (const id of actions?.actionGroups ?? []) {
      if (!resources.get(id))
        throw new CloudError("BadRequest", `The action group ${id} of the alert rule was not found.`);
    }
    for (const { query, timeAggregation } of criteria.allOf) {
      parseTraceQuery(query);
      if (timeAggregation === "Count") continue;
      throw new CloudError(
        "BadRequest",
        `The sandbox counts rows only, got timeAggregation ${timeAggregation}.`,
      );
    }
    return {
      ...body,
      kind: body.kind ?? "LogAlert",
      properties: { enabled: true, autoMitigate: true, ...body.properties, provisioningState: "Succeeded" },
    };
  },
};

const receivers = list(json);

export const actionGroup: ArmType = {
  type: "Microsoft.Insights/actionGroups",
  apiVersions: ACTION_GROUPS,
  location: "global",
  identity,
  properties: object(
    {
      armRoleReceivers: receivers,
      automationRunbookReceivers: receivers,
      azureAppPushReceivers: receivers,
      azureFunctionReceivers: receivers,
      emailReceivers: receivers,
      enabled: flag,
      eventHubReceivers: receivers,
      groupShortName: text({ min: 1, max: 12 }),
      incidentReceivers: receivers,
      itsmReceivers: receivers,
      logicAppReceivers: receivers,
      smsReceivers: receivers,
      voiceReceivers: receivers,
      webhookReceivers: receivers,
    },
    ["groupShortName"],
  ),
  readOnly: ["provisioningState"],
  put: (_context, { body }) => ({ ...body, properties: { enabled: true, ...body.properties } }),
};
