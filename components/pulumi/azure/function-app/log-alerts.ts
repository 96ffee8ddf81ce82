import * as monitor from "@pulumi/azure-native/monitor";
import * as pulumi from "@pulumi/pulumi";
import type { LogAlert } from "../../../shared/azure/log-alert";
import { keepingIds } from "../keeping-ids";
import type { FunctionAppSettings } from "./function-app-settings";

/** An alert of which the name is known, and the rest may be known later. */
export type AlertInputs = Pick<LogAlert, "suffix"> & {
  readonly [Name in Exclude<keyof LogAlert, "suffix">]: pulumi.Input<LogAlert[Name]>;
};

/**
 * Alerts whose queries name an app and whose windows follow an interval, while both may be known later.
 *
 * @param suffixes of the alerts, in their order
 */
export function alertInputs(
  suffixes: readonly string[],
  alertsOf: (functionApp: string, intervalInMinutes: number) => readonly LogAlert[],
  functionApp: pulumi.Output<string>,
  intervalInMinutes: pulumi.Output<number>,
): AlertInputs[] {
  const alerts = intervalInMinutes.apply((minutes) => alertsOf("", minutes));
  return suffixes.map((suffix, index) => {
    const alert = alerts.apply((all) => all[index]!);
    return {
      suffix,
      description: alert.description,
      severity: alert.severity,
      windowInMinutes: alert.windowInMinutes,
      operator: alert.operator,
      threshold: alert.threshold,
      windowsInARow: alert.windowsInARow,
      query: pulumi
        .all([functionApp, intervalInMinutes])
        .apply(([app, minutes]) => alertsOf(app, minutes)[index]!.query),
    };
  });
}

/**
 * Alerts of a component, each named after it.
 *
 * @param scope id of the Application Insights component
 */
export function logAlerts(
  name: string,
  alerts: readonly AlertInputs[],
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
        windowSize: pulumi.interpolate`PT${alert.windowInMinutes}M`,
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
