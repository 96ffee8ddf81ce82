import type { Duration, Size } from "aws-cdk-lib";
import type * as logs from "aws-cdk-lib/aws-logs";
import type * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import type { DagBindingDefinition } from "../../core/dag";
import type { DagBinding } from "./dag-binding";
import type { FunctionVpcProps } from "./function-vpc-props";
import type { PceProps } from "./pce-props";
import type { PlatformProps } from "./platform-props";

/** Props of `DagSync`. Values may be tokens, except where a prop says that it has to be known. */
export interface DagSyncProps extends PlatformProps {
  /**
   * The bindings to follow: a `DagBinding` for each, or its definition as JSON. The key is a name of your choice. All of
   * them have to belong to the PCE that is named here. The keys have to be known when the program runs. Each binding is
   * kept in a parameter of AWS Systems Manager, where it may have 4 KB as JSON.
   */
  readonly bindings: { readonly [name: string]: DagBindingDefinition | DagBinding };
  /**
   * For each firewall that a binding names in its `target`: the secret in AWS Secrets Manager with its connection,
   * `{"hosts": "fw1.example.com,fw2.example.com", "apiKey": "…", "caCertificate": "-----BEGIN …"}`, or with
   * `certificateSha256` and `certificateName` in the place of `caCertificate`; `deviceLimit` where the model's own limit
   * is not known. It lies in the region of the stack, and its complete ARN is known: import it by
   * `Secret.fromSecretCompleteArn`.
   */
  readonly firewallSecrets: { readonly [firewall: string]: secretsmanager.ISecret };

  /** The PCE whose labels the bindings name. */
  readonly pce: PceProps;

  /**
   * Where the function runs: it has to reach the firewalls' management, the PCE, Secrets Manager and Systems Manager.
   */
  readonly vpc: FunctionVpcProps;

  /**
   * Time from one run to the next, 1 to 60 minutes. Has to be known when the program runs.
   * @default five minutes
   */
  readonly interval?: Duration;
  /**
   * Memory, 128 to 10240 MiB. AWS gives CPU in proportion.
   * @default 512 MiB
   */
  readonly memorySize?: Size;
  /**
   * Timeout of a run, 10 to 900 seconds. A run that needs longer fails, and the next run continues its work.
   * @default four minutes
   */
  readonly timeout?: Duration;
  /**
   * How long the log group of the function keeps its events.
   * @default one month
   */
  readonly functionLogRetention?: logs.RetentionDays;
}
