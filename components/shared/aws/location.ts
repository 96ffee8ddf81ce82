/**
 * Where AWS resources live. Each part may be a placeholder for a later value (a CDK token, for example), so it is put
 * into other texts and never read.
 */
export interface AwsLocation {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** Number of the account, 12 digits. */
  readonly account: string;
}
