import type * as pulumi from "@pulumi/pulumi";
import type { PceArgs } from "./pce-args";
import type { PlatformArgs } from "./platform-args";
import type { VpcArgs } from "./vpc-args";

export interface DagSyncArgs extends PlatformArgs {
  /**
   * The bindings to follow: the output `definition` of a `DagBinding` for each. The key is a name of your choice. All
   * of them have to belong to the PCE that is named here. The keys have to be known when the program runs.
   */
  // biome-ignore lint/suspicious/noExplicitAny: other languages get a schema of this, which has no unions
  readonly bindings: { readonly [name: string]: pulumi.Input<any> };
  /**
   * For each firewall that a binding names in its `target`: ARN of the secret in AWS Secrets Manager with its connection,
   * `{"hosts": "fw1.example.com,fw2.example.com", "apiKey": "…", "caCertificate": "-----BEGIN …"}`, or with
   * `certificateSha256` and `certificateName` in the place of `caCertificate`; `deviceLimit` where the model's own limit
   * is not known. The whole ARN, with the six characters at its end.
   */
  readonly firewallSecretArns: { readonly [firewall: string]: pulumi.Input<string> };

  /** The PCE whose labels the bindings name. */
  readonly pce: PceArgs;

  /** Where the function runs: it has to reach the firewalls' management, the PCE and Secrets Manager. */
  readonly vpc: VpcArgs;

  /**
   * Minutes from one run to the next, 1 to 60.
   * @default 5
   */
  readonly intervalInMinutes?: pulumi.Input<number>;
  /**
   * Memory, 128 to 10240 MB. AWS gives CPU in proportion.
   * @default 512
   */
  readonly memorySizeInMegabytes?: pulumi.Input<number>;
  /**
   * Timeout of a run, 10 to 900 seconds. A run that needs longer fails, and the next run continues its work.
   * @default 240
   */
  readonly timeoutInSeconds?: pulumi.Input<number>;
  /**
   * Days the log group of the function keeps its events.
   * @default 30
   */
  readonly functionLogRetentionInDays?: pulumi.Input<number>;
  /**
   * ARNs of what the alarms notify, for example SNS topics. Without them the alarms change their state and notify
   * nobody.
   */
  readonly alarmActionArns?: pulumi.Input<pulumi.Input<string>[]>;
  /** Tags of everything that can carry tags. */
  readonly tags?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}
