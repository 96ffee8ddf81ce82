import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import type * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { BUNDLES } from "../../../core/contracts/bundles";
import { DAG_SYNC_FILE } from "../../../core/contracts/dag-sync";
import { DAG_SYNC } from "../../../core/contracts/function-environment";
import { dagSyncPolicy } from "../../spec/aws/dag-sync-policies";
import { DAG_SYNC_CONCURRENCY } from "../../spec/aws/dag-sync-settings";
import { bundledFunction } from "./bundled-function";
import { dagSyncAlarms } from "./dag-sync-alarms";
import type { DagSyncArgs } from "./dag-sync-args";
import { dagSyncSchedule } from "./dag-sync-schedule";
import { dagSyncSettings } from "./dag-sync-settings";

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
    super("illumio-iac:index:DagSync", name, {}, opts); // {}: what stands here is kept in the state
    const settings = dagSyncSettings(name, args);
    const child = { parent: this };
    const { subnetIds, securityGroupIds, firewallSecretArns, pceSecretArn } = settings;
    const bundled = bundledFunction(
      name,
      {
        bundle: BUNDLES.dagSync,
        description: "Keeps registered addresses of firewalls equal to what labels in an Illumio PCE say",
        policy: (functionLogGroup) =>
          pulumi
            .all([functionLogGroup, pceSecretArn, firewallSecretArns])
            .apply(([group, pce, firewalls]) =>
              dagSyncPolicy({ functionLogGroup: group, secrets: [pce, ...firewalls] }),
            ),
        variables: {
          [DAG_SYNC.pceHost]: settings.pceHost,
          [DAG_SYNC.pcePort]: settings.pcePort.apply(String),
          [DAG_SYNC.pceOrgId]: settings.pceOrgId.apply(String),
          [DAG_SYNC.pceSecretArn]: pceSecretArn,
        },
        files: { [DAG_SYNC_FILE]: settings.content },
        more: {
          vpcConfig: { subnetIds, securityGroupIds },
          reservedConcurrentExecutions: DAG_SYNC_CONCURRENCY,
        },
        memorySizeInMegabytes: settings.memorySizeInMegabytes,
        timeoutInSeconds: settings.timeoutInSeconds,
        logRetentionInDays: settings.functionLogRetentionInDays,
        tags: settings.tags,
      },
      child,
    );
    this.function = bundled.function;
    this.role = bundled.role;
    this.logGroup = bundled.logGroup;
    this.schedule = dagSyncSchedule(name, settings, bundled.function, child);
    dagSyncAlarms(name, settings, bundled.function, child);
    this.registerOutputs({
      functionArn: this.function.arn,
      roleArn: this.role.arn,
      logGroupName: this.logGroup.name,
      scheduleArn: this.schedule.arn,
    });
  }
}
