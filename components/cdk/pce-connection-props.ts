import type * as logs from "aws-cdk-lib/aws-logs";
import type { DriftCheckProps } from "./drift-check-props";
import type { FunctionVpcProps } from "./function-vpc-props";
import type { PceProps } from "./pce-props";
import type { PlatformProps } from "./platform-props";

/** Props of `PceConnection`. Values may be tokens, except where a prop says that it has to be known. */
export interface PceConnectionProps extends Omit<PlatformProps, "alarmActions"> {
  /**
   * The PCE, and the secret with its API key. To make labels the key needs the role Global Organization Owner or Global
   * Administrator; for workloads alone Workload Manager is enough. A rotated key is read from the secret when the PCE refuses
   * the old one. Another host, port or organization is another PCE: objects are made there and deleted in the former one.
   */
  readonly pce: PceProps;
  /**
   * The VPC that the function joins, for a PCE that is not on the internet. The function also has to reach Secrets Manager
   * from there. The functions of CDK's provider framework stay outside.
   * @default the function is in no VPC
   */
  readonly vpc?: FunctionVpcProps;
  /**
   * Compares the labels and workloads of the connection with the PCE at an interval, and alarms when they are not as they
   * are declared; `{}` takes the defaults. CloudFormation itself notices no change by others.
   * @default nothing compares them between two deployments
   */
  readonly driftCheck?: DriftCheckProps;
  /**
   * How long the log groups of the functions keep their events.
   * @default one month
   */
  readonly functionLogRetention?: logs.RetentionDays;
}
