import type * as pulumi from "@pulumi/pulumi";

export interface DagSyncArgs {
  /**
   * What to follow: the output `definition` of a `DagBinding` for each. The key is a name of your choice. All of them
   * have to be of the PCE that is named here. Which keys exist has to be known when the program runs.
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

  /** Host name of the PCE, without scheme, port or path. */
  readonly pceHost: pulumi.Input<string>;
  /** TLS port of the PCE: 443 for SaaS, usually 8443 on premises. */
  readonly pcePort: pulumi.Input<number>;
  /** Number of the organization, as in every href of the PCE: `/orgs/7/…`. */
  readonly pceOrgId: pulumi.Input<number>;
  /**
   * ARN of the secret in AWS Secrets Manager that holds the PCE's API key:
   * `{"apiKeyUsername": "api_…", "apiKeySecret": "…", "caCertificate": "-----BEGIN …"}`, the last only for a PCE with a
   * certificate of a private authority. The whole ARN. The key may have the role Global Read Only.
   */
  readonly pceSecretArn: pulumi.Input<string>;

  /**
   * Subnets from which the function reaches the firewalls' management, the PCE and Secrets Manager, 1 to 16 of one VPC.
   * A function in a public subnet has no way to the internet: take private ones behind a NAT gateway.
   */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Security groups of the function, 1 to 5, that let it out on TCP 443 and on the ports of PCE and firewalls. */
  readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;

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
   * Longest run, 10 to 900 seconds. What does not fit is a failure, and the next run goes on with it.
   * @default 240
   */
  readonly timeoutInSeconds?: pulumi.Input<number>;
  /**
   * Days the log group of the function keeps its events.
   * @default 30
   */
  readonly functionLogRetentionInDays?: pulumi.Input<number>;
  /** ARNs of what an alarm tells, for example SNS topics. Without it the alarms change their state and tell nobody. */
  readonly alarmActionArns?: pulumi.Input<pulumi.Input<string>[]>;
  /** Tags of everything that can carry tags. */
  readonly tags?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}
