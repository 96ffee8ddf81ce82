import type * as pulumi from "@pulumi/pulumi";
import type { FunctionNetworkArgs } from "./network-args";
import type { PceArgs } from "./pce-args";

/** Arguments of every component with a function app. */
export interface FunctionAppArgs {
  /** The PCE that the function calls. */
  readonly pce: PceArgs;
  /**
   * Proxy for the calls to the PCE, `http://proxy.example.com:3128` or `https:`, without user name and password, because
   * app settings can be read. Calls to Azure do not go through it.
   */
  readonly proxyUrl?: pulumi.Input<string>;

  /**
   * The subnet from which the function calls.
   * @default the function calls from addresses of Azure
   */
  readonly network?: FunctionNetworkArgs;

  /**
   * ARM id of a user-assigned identity in the provider's subscription as which the function works.
   * @default one is made
   */
  readonly identityId?: pulumi.Input<string>;
  /**
   * Whether the component makes the role assignments of that identity. `false` makes none, so that the deployer needs no right to
   * grant roles; they are in `requiredRoleAssignments` then, the first `up` succeeds without them, and the code is deployed by
   * the first `up` after they were granted (or by `illumio-iac azure deploy`). Has to be known when the program runs.
   * @default true
   */
  readonly createRoleAssignments?: boolean;
  /**
   * ARM id of a component of Application Insights, based on a workspace, in the provider's subscription.
   * @default one is made
   */
  readonly applicationInsightsId?: pulumi.Input<string>;
  /**
   * ARM id of the Log Analytics workspace for the Application Insights component that is made.
   * @default one is made
   */
  readonly logAnalyticsWorkspaceId?: pulumi.Input<string>;
  /**
   * Days that the workspace which is made keeps log lines, 30 to 730.
   * @default 30
   */
  readonly logRetentionInDays?: pulumi.Input<number>;
  /**
   * Memory of an instance: 512, 2048 or 4096 MB.
   * @default 2048
   */
  readonly memoryInMegabytes?: pulumi.Input<number>;
  /** ARM ids of action groups that the alerts call. Without them the alerts are seen in Azure Monitor alone. */
  readonly actionGroupIds?: pulumi.Input<pulumi.Input<string>[]>;
  /** Tags of everything that can carry tags. */
  readonly tags?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

/** Names that replace those which a component makes of its own name and a hash. */
export interface FunctionAppNames {
  /** 3 to 24 small letters and digits, not used by anybody in Azure. A change replaces the account and what it knows. */
  readonly hostAccount?: pulumi.Input<string>;
  /** 2 to 32 small letters, digits and hyphens, not used by anybody in Azure. */
  readonly functionApp?: pulumi.Input<string>;
}
