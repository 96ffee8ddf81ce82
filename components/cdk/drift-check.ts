import { Names, Stack } from "aws-cdk-lib";
import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as events from "aws-cdk-lib/aws-events";
import type * as iam from "aws-cdk-lib/aws-iam";
import type * as kms from "aws-cdk-lib/aws-kms";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import type * as logs from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { isRecord } from "../../core/checks/json";
import { driftCheckAlarms } from "../shared/aws/pce-objects/alarms";
import { PCE_CONNECTION_ARGUMENTS as RULES } from "../shared/aws/pce-objects/arguments";
import {
  DRIFT_CHECK_FUNCTION,
  DRIFT_CHECK_SCHEDULE,
  driftCheckVariables,
} from "../shared/aws/pce-objects/drift-check-function";
import { driftCheckPolicy } from "../shared/aws/pce-objects/policies";
import type { PceTexts } from "../shared/aws/pce-variables";
import { acknowledge } from "./acknowledge";
import { ACKNOWLEDGEMENTS } from "./acknowledgements";
import { BundledFunction } from "./bundled-function";
import { Declarations, type DeclaredObject } from "./declarations";
import { DriftCheckMetrics } from "./drift-check-metrics";
import type { DriftCheckProps } from "./drift-check-props";
import { functionSchedule } from "./function-schedule";
import type { FunctionVpcProps } from "./function-vpc-props";
import { metricAlarms } from "./metric-alarms";
import { alarmActions } from "./platform-settings";
import type { PropCheck } from "./prop-check";
import { type CheckedSecret, SecretAccess } from "./secret-access";
import { stackLocation } from "./stack-location";
import { durationIn } from "./units";

/** What the functions of a connection have in common. */
export interface DriftCheckSettings {
  readonly check: PropCheck;
  readonly interval: number;
  readonly alarmActions: readonly cloudwatch.IAlarmAction[];
  readonly pce: PceTexts<string>;
  readonly pceSecret: CheckedSecret;
  readonly vpc: FunctionVpcProps | undefined;
  readonly kmsKey: kms.IKey | undefined;
  readonly permissionsBoundary: iam.IManagedPolicy | undefined;
  readonly logRetentionInDays: number;
}

/**
 * Compares the labels and workloads of a connection with the PCE at an interval: the function reads what the stack declares
 * from parameters of AWS Systems Manager, and names what differs in its log. It writes nothing into the PCE.
 */
export class DriftCheck extends DriftCheckMetrics {
  override readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;
  /** Calls the function at the interval. */
  readonly schedule: events.Rule;
  /** By name: `drifted`, `failing`, `not-running`. */
  readonly alarms: { readonly [name: string]: cloudwatch.Alarm };
  readonly #declarations: Declarations;

  /** @internal */
  constructor(scope: Construct, id: string, settings: DriftCheckSettings) {
    super(scope, id);
    const { check, interval: intervalInMinutes, pceSecret, pce, kmsKey, vpc, ...platform } = settings;
    const path = `/illumio-iac/${Stack.of(this).stackName}/${Names.uniqueResourceName(scope, {})}`;
    const bundled = new BundledFunction(this, "Check", {
      ...DRIFT_CHECK_FUNCTION,
      policy: (functionLogGroup) =>
        driftCheckPolicy({
          location: stackLocation(this),
          functionLogGroup,
          path,
          kmsKey: kmsKey?.keyArn,
          inVpc: vpc !== undefined,
        }),
      variables: driftCheckVariables({ pce, path }),
      vpc,
      kmsKey,
      ...platform,
    });
    this.function = bundled.function;
    this.role = bundled.role;
    this.logGroup = bundled.logGroup;
    this.function.node.addDependency(...new SecretAccess(bundled, "Secrets", bundled.role).to(pceSecret));
    this.#declarations = new Declarations(this, "Declarations", { check, path, pce });
    this.schedule = functionSchedule(this, this.function, { ...DRIFT_CHECK_SCHEDULE, intervalInMinutes });
    this.schedule.node.addDependency(this.#declarations.begun);
    const alarms = driftCheckAlarms<string, number>({
      function: this.function.functionName,
      intervalInSeconds: intervalInMinutes * 60,
    });
    this.alarms = metricAlarms(this, alarms, settings.alarmActions);
    acknowledge(this, ACKNOWLEDGEMENTS.driftCheck);
  }

  /**
   * Has an object compared.
   *
   * @internal
   */
  follow(object: DeclaredObject): void {
    this.#declarations.add(object);
  }
}

/** The block `driftCheck` of a connection, checked; undefined when nothing is to be compared. */
export function driftCheckSettings(
  check: PropCheck,
  props: DriftCheckProps | undefined,
): Pick<DriftCheckSettings, "interval" | "alarmActions"> | undefined {
  if (props === undefined) return undefined;
  const given: unknown = props;
  if (!isRecord(given)) check.checks.called("driftCheck").must("be {interval?, alarmActions?}", given);
  return {
    interval: check.literal(
      "driftCheck.interval",
      props.interval,
      durationIn("minutes", RULES.driftCheckIntervalInMinutes),
    ),
    alarmActions: alarmActions(check, "driftCheck.alarmActions", props.alarmActions ?? []),
  };
}
