import type { Duration } from "aws-cdk-lib";
import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";

/** How the labels and workloads of a connection are compared with the PCE between two deployments. */
export interface DriftCheckProps {
  /**
   * Time from one run to the next, 5 minutes to 24 hours. Has to be known when the program runs.
   * @default one hour
   */
  readonly interval?: Duration;
  /**
   * What the alarms notify, for example `new SnsAction(topic)`.
   * @default the alarms change their state and notify nobody
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
}
