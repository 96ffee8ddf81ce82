import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as iam from "aws-cdk-lib/aws-iam";
import type * as kms from "aws-cdk-lib/aws-kms";

/** Props by which a construct fits into what an organization prescribes. */
export interface PlatformProps {
  /**
   * What the alarms notify, for example `new SnsAction(topic)`.
   * @default the alarms change their state and notify nobody
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
  /**
   * Tags of everything that can carry tags. The keys have to be known when the program runs.
   * @default none but those of the stack
   */
  readonly tags?: { readonly [key: string]: string };
  /**
   * Proxy for the calls to the PCE, `http://proxy.example.com:3128` or `https:`, without user name and password, because
   * environment variables can be read. Calls to AWS do not go through it.
   * @default the PCE is called directly
   */
  readonly proxyUrl?: string;
  /**
   * Customer-managed symmetric key that encrypts everything the construct keeps: queues, bucket, log groups and the environment
   * variables of functions. Roles of the construct get what they need on the key. A key of the app also gets the statement
   * that CloudWatch Logs needs; an imported one has to allow the principal `logs.REGION.amazonaws.com` the actions
   * `kms:Encrypt*`, `kms:Decrypt*`, `kms:ReEncrypt*`, `kms:GenerateDataKey*` and `kms:Describe*`, with the condition
   * `ArnLike` `kms:EncryptionContext:aws:logs:arn` = `arn:aws:logs:REGION:ACCOUNT:log-group:*`.
   * @default keys of AWS
   */
  readonly kmsKey?: kms.IKey;
  /**
   * Managed policy that limits what every role of the construct may do.
   * @default none
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;
}
