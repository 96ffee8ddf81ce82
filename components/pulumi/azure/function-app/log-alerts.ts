import * as monitor from "@pulumi/azure-native/monitor";
import type * as pulumi from "@pulumi/pulumi";
import type { LogAlert } from "../../../shared/azure/log-alert";
import { keepingIds } from "../keeping-ids";
import type { FunctionAppSettings } from "./function-app-settings";

/**
 * Alerts of a component, each named after it.
 *
 * @param alerts how many there are and what they are called is known, what they ask may be known later
 * @param scope id of the Application Insights component
 */
export function logAlerts(
  name: string,
  alerts: readonly (Omit<LogAlert, "query"> & { readonly query: pulumi.Output<string> })[],
  scope: pulumi.Output<string>,
  { resourceGroupName, location, actionGroupIds, tags }: FunctionAppSettings,
  opts: pulumi.CustomResourceOptions,
): void {
  for (const alert of alerts)
    new monitor.ScheduledQueryRule(
      `${name}-${alert.suffix}`,
      {
        resourceGroupName,
        location,
        kind: "LogAlert",
        displayName: `${name}-${alert.suffix}`,
        description: alert.description,
        severity: alert.severity,
        enabled: true,
        autoMitigate: true,
        scopes: [scope],
        evaluationFrequency: "PT5M",
        windowSize: `PT${alert.windowInMinutes}M`,
        criteria: {
          allOf: [
            {
              query: alert.query,
              timeAggregation: "Count",
              operator: alert.operator,
              threshold: alert.threshold,
              failingPeriods: {
                numberOfEvaluationPeriods: alert.windowsInARow,
                minFailingPeriodsToAlert: alert.windowsInARow,
              },
            },
          ],
        },
        ...(actionGroupIds && { actions: { actionGroups: actionGroupIds } }),
        tags,
      },
      keepingIds(opts, { scopes: scope, "actions.actionGroups": actionGroupIds }),
    );
}
