import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as events from "aws-cdk-lib/aws-events";
import type * as iam from "aws-cdk-lib/aws-iam";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import type * as logs from "aws-cdk-lib/aws-logs";
import type * as ssm from "aws-cdk-lib/aws-ssm";
import type { Construct } from "constructs";
import { dagSyncAlarms } from "../shared/aws/dag-sync/alarms";
import { DAG_SYNC_FUNCTION, dagSyncVariables } from "../shared/aws/dag-sync/function";
import { dagSyncPolicy } from "../shared/aws/dag-sync/policies";
import { DAG_SYNC_SCHEDULE } from "../shared/aws/dag-sync/schedule";
import { acknowledge } from "./acknowledge";
import { ACKNOWLEDGEMENTS } from "./acknowledgements";
import { BundledFunction } from "./bundled-function";
import { bindingParameters, checkNames } from "./dag-sync-bindings";
import { DagSyncGrants } from "./dag-sync-grants";
import { DagSyncMetrics } from "./dag-sync-metrics";
import type { DagSyncProps } from "./dag-sync-props";
import { type DagSyncSettings, dagSyncSettings } from "./dag-sync-settings";
import { functionSchedule } from "./function-schedule";
import { metricAlarms } from "./metric-alarms";
import { PropCheck } from "./prop-check";
import { readingSecrets } from "./secret-keys";
import { stackLocation } from "./stack-location";

/**
 * Keeps registered addresses of Palo Alto firewalls equal to what labels in the PCE say, also between two deployments: a
 * function in the VPC that reaches the firewalls, called at an interval, does what `dag-sync --apply` does.
 *
 * A binding of which another declaration is in force on its firewall is left alone, and the run fails.
 *
 * Synthesis fails with every prop that has a problem.
 */
export class DagSync extends DagSyncMetrics {
  override readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;
  /** Calls the function at the interval. */
  readonly schedule: events.Rule;
  /** What the function is given of each binding, by the binding's key. */
  readonly parameters: { readonly [name: string]: ssm.StringParameter };
  /** By name: `failing`, `not-running`. */
  readonly alarms: { readonly [name: string]: cloudwatch.Alarm };
  /** What operators may be allowed. */
  readonly grants: DagSyncGrants;

  constructor(scope: Construct, id: string, props: DagSyncProps) {
    super(scope, id);
    const check = new PropCheck(this);
    const settings = dagSyncSettings(check, props);
    this.parameters = bindingParameters(this, check, settings);
    const parameters = Object.values(this.parameters);
    checkNames(check, parameters, dagSyncVariables({ pce: settings.pce }));
    const bundled = syncFunction(this, settings, parameters);
    this.function = bundled.function;
    this.role = bundled.role;
    this.logGroup = bundled.logGroup;
    this.schedule = functionSchedule(this, this.function, { ...DAG_SYNC_SCHEDULE, ...settings });
    const alarms = dagSyncAlarms<string, number>({
      function: this.function.functionName,
      intervalInSeconds: settings.intervalInMinutes * 60,
    });
    this.alarms = metricAlarms(this, alarms, settings.alarmActions);
    this.grants = new DagSyncGrants(this);
    acknowledge(this, ACKNOWLEDGEMENTS.dagSync);
  }
}

function syncFunction(
  scope: Construct,
  settings: DagSyncSettings,
  parameters: readonly ssm.StringParameter[],
): BundledFunction {
  const { pce, firewalls, kmsKey, permissionsBoundary, vpc } = settings;
  return new BundledFunction(scope, "Sync", {
    ...DAG_SYNC_FUNCTION,
    policy: (functionLogGroup) =>
      readingSecrets(
        scope,
        settings.secrets,
        dagSyncPolicy({
          location: stackLocation(scope),
          functionLogGroup,
          secrets: [pce.secretArn, ...Object.values(firewalls)],
          kmsKey: kmsKey?.keyArn,
          parameters: parameters.map(({ parameterArn }) => parameterArn),
        }),
      ),
    variables: dagSyncVariables({
      pce,
      parameters: parameters.map(({ parameterName }) => parameterName).join(","),
    }),
    memorySizeInMegabytes: settings.memorySizeInMegabytes,
    timeoutInSeconds: settings.timeoutInSeconds,
    logRetentionInDays: settings.functionLogRetentionInDays,
    vpc,
    kmsKey,
    permissionsBoundary,
  });
}
