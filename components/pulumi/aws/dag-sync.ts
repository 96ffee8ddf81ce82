import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import type * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { DAG_SYNC_FILE } from "../../../core/contracts/aws/dag-sync";
import { dagSyncAlarms } from "../../shared/aws/dag-sync/alarms";
import { DAG_SYNC_FUNCTION, dagSyncVariables } from "../../shared/aws/dag-sync/function";
import { dagSyncPolicy } from "../../shared/aws/dag-sync/policies";
import { bundledFunction } from "./bundled-function";
import type { DagSyncArgs } from "./dag-sync-args";
import { dagSyncSchedule } from "./dag-sync-schedule";
import { dagSyncSettings } from "./dag-sync-settings";
import { logGroupLocation } from "./log-group-arn";
import { metricAlarms } from "./metric-alarms";

/**
 * Keeps registered addresses of Palo Alto firewalls equal to what labels in the PCE say, also between two deployments: a
 * function in the VPC that reaches the firewalls, called at an interval, does what `dag-sync --apply` does.
 *
 * A binding of which another declaration is in force on its firewall is left alone, and the run fails.
 *
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export class DagSync extends pulumi.ComponentResource {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly logGroup: cloudwatch.LogGroup;
  /** Calls the function at the interval. */
  readonly schedule: cloudwatch.EventRule;

  constructor(name: string, args: DagSyncArgs, opts?: pulumi.ComponentResourceOptions) {
    super("illumio-iac:index:DagSync", name, {}, opts); // {}: arguments given here would be kept in the state
    const settings = dagSyncSettings(name, args);
    const child = { parent: this };
    const { firewallSecretArns, vpc, kmsKey } = settings;
    const bundled = bundledFunction(
      name,
      {
        bundle: DAG_SYNC_FUNCTION.bundle,
        description: DAG_SYNC_FUNCTION.description,
        policy: (functionLogGroup) =>
          pulumi
            .all([functionLogGroup, settings.pce.secretArn, firewallSecretArns, pulumi.output(kmsKey)])
            .apply(([group, pce, firewalls, key]) =>
              dagSyncPolicy({
                location: logGroupLocation(group),
                functionLogGroup: group,
                secrets: [pce, ...firewalls],
                kmsKey: key,
              }),
            ),
        variables: dagSyncVariables({ pce: settings.pce }),
        files: { [DAG_SYNC_FILE]: settings.content },
        more: {
          vpcConfig: vpc,
          reservedConcurrentExecutions: DAG_SYNC_FUNCTION.reservedConcurrentExecutions,
        },
        memorySizeInMegabytes: settings.memorySizeInMegabytes,
        timeoutInSeconds: settings.timeoutInSeconds,
        logRetentionInDays: settings.functionLogRetentionInDays,
        platform: settings,
        tags: settings.tags,
      },
      child,
    );
    this.function = bundled.function;
    this.role = bundled.role;
    this.logGroup = bundled.logGroup;
    this.schedule = dagSyncSchedule(name, settings, bundled.function, child);
    const alarms = dagSyncAlarms({
      function: bundled.function.name,
      intervalInSeconds: settings.intervalInMinutes.apply((minutes) => minutes * 60),
    });
    metricAlarms(name, alarms, settings, child);
    this.registerOutputs({
      functionArn: this.function.arn,
      roleArn: this.role.arn,
      logGroupName: this.logGroup.name,
      scheduleArn: this.schedule.arn,
    });
  }
}
