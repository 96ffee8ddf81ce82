import type * as pulumi from "@pulumi/pulumi";
import type {
  GroupRule,
  InstallWindow,
  LabelRule,
  LabelSource,
  OnboardingLimits,
  VenDefinition,
  VmFilter,
} from "../../../core/onboarding/onboarding-definition";
import type { FunctionAppArgs, FunctionAppNames } from "./function-app/function-app-args";
import type { BlobEndpointArgs } from "./function-app/network-args";

export interface AzureVmOnboardingArgs extends FunctionAppArgs {
  /** Resource group for everything that the component makes but its roles, which stand at the scopes. */
  readonly resourceGroupName: pulumi.Input<string>;
  /** Region of the function. */
  readonly location: pulumi.Input<string>;
  /**
   * ARM ids of the subscriptions or resource groups whose machines are onboarded, and no others, by a name of your choice that
   * stands in the name of a role: `/subscriptions/…` or `/subscriptions/…/resourceGroups/…`. The keys have to be known when the
   * program runs. No two of them may name the same scope; a resource group beside its own subscription gets roles of its own.
   */
  readonly scopes: { readonly [name: string]: pulumi.Input<string> };
  /** Machines that are onboarded. @default all of the scopes */
  readonly include?: pulumi.Input<VmFilter>;
  /** Machines that are not, also when `include` has them. @default none */
  readonly exclude?: pulumi.Input<VmFilter>;
  /** Tags that a machine needs; one without is skipped and named. @default none */
  readonly requiredTags?: pulumi.Input<pulumi.Input<string>[]>;
  /** Whether a machine also has the tags of its resource group, where it has none of that name. @default false */
  readonly resourceGroupTags?: pulumi.Input<boolean>;
  /** How the agent (VEN) is installed. `runCommand` has to be known when the program runs. */
  readonly ven: pulumi.Input<VenDefinition>;
  /** By key of a label: which tags of a machine give its value. @default no labels */
  readonly labels?: pulumi.Input<{ readonly [key: string]: LabelSource }>;
  /** Labels for machines with certain tags, by a name of the rule. They go before `labels`. @default none */
  readonly rules?: pulumi.Input<{ readonly [name: string]: LabelRule }>;
  /** Whether labels are made that the PCE does not have. @default false */
  readonly createLabels?: pulumi.Input<boolean>;
  /**
   * Whether a workload gets other labels when the tags of its machine, or `labels` and `rules`, change after it was labelled.
   *
   * @default false: labels are given once
   */
  readonly relabel?: pulumi.Input<boolean>;
  /** By key of a label: values that a machine gets only after `illumio-iac onboarding approve`. @default none */
  readonly criticalLabels?: pulumi.Input<{ readonly [key: string]: readonly string[] }>;
  /** Hosts and groups in Check Point. @default none */
  readonly checkPoint?: OnboardingCheckPointArgs;
  /** The CMDB that says which machines are commissioned. @default a table in the account of the function app */
  readonly cmdb?: OnboardingCmdbArgs;
  /** Whether the agent of a deleted machine is unpaired. @default false: its workload is named */
  readonly unpairDeleted?: pulumi.Input<boolean>;
  readonly limits?: pulumi.Input<OnboardingLimits>;
  /**
   * Minutes from one run to the next, 1 to 60, counted from the full hour.
   * @default 5
   */
  readonly intervalInMinutes?: pulumi.Input<number>;
  /**
   * Private endpoints of the account that the component makes, which then takes no call from anywhere else but Azure's trusted
   * services. Needs `network`. Without it the account takes calls from anywhere, with tokens of Entra ID only.
   */
  readonly privateEndpoints?: BlobAndTableEndpointArgs;
  /** Names of account and app in Azure. */
  readonly names?: FunctionAppNames;
}

/** A private endpoint for the blobs and one for the tables of the account that the component makes. */
export interface BlobAndTableEndpointArgs extends BlobEndpointArgs {
  /** `privatelink.table.core.windows.net` */
  readonly tableZoneId: pulumi.Input<string>;
}

/** A secret in Azure Key Vault. */
export interface OnboardingSecretArgs {
  /** ARM id of the vault, which has to have the permission model Azure role-based access control. */
  readonly vaultId: pulumi.Input<string>;
  /** Name of the secret, of which the latest version is read. */
  readonly name: pulumi.Input<string>;
  /** `vaultUri` of the vault, for one in another subscription than the provider's. @default as Azure says */
  readonly vaultUri?: pulumi.Input<string>;
}

/** A management server of Check Point. */
export interface OnboardingCheckPointArgs {
  /**
   * `static-objects` keeps hosts and groups on the management server; `generic-data-center` serves a feed that gateways read, with
   * no object and no installation; `none` does nothing in Check Point, as without this block.
   */
  readonly mode: pulumi.Input<string>;
  /** Host name of the management server. Needed for `static-objects`, as is `install`. */
  readonly server?: pulumi.Input<string>;
  /** @default 443 */
  readonly port?: pulumi.Input<number>;
  /** Domain of a multi-domain server. */
  readonly domain?: pulumi.Input<string>;
  /** Id of the service in Smart-1 Cloud, the path before `/web_api`. */
  readonly cloudManagementId?: pulumi.Input<string>;
  /** SHA-256 of the server's certificate in hexadecimal. @default the certificate has to be of a known authority */
  readonly certificateSha256?: pulumi.Input<string>;
  /** By name of a group in Check Point: the hosts that are its members. Needed for `generic-data-center`. */
  readonly groups?: pulumi.Input<{ readonly [group: string]: GroupRule }>;
  /** Policy packages that are installed. Needed for `static-objects`, unless `install` is `never`. */
  readonly packages?: pulumi.Input<pulumi.Input<string>[]>;
  /** Gateways that packages are installed on. @default all targets of the package */
  readonly targets?: pulumi.Input<pulumi.Input<string>[]>;
  /** `never`, `always` or `window`. An installation carries what everybody has published. */
  readonly install?: pulumi.Input<string>;
  /** When packages are installed, for `install: "window"`. */
  readonly installWindow?: pulumi.Input<InstallWindow>;
  /**
   * For `static-objects` the administrator, `{"user": "…", "password": "…"}` or `{"apiKey": "…"}`, with `"caCertificate"` for a
   * private authority. For `generic-data-center` the header that gateways send, `{"headerName": "…", "headerValue": "…"}`. Needed
   * unless the mode is `none`. Whether it is given has to be known when the program runs.
   */
  readonly secret?: OnboardingSecretArgs;
}

/** Exactly one of them. */
export interface OnboardingCmdbArgs {
  /** A table in the account of the function app. */
  readonly azureTable?: OnboardingTableArgs;
  readonly serviceNow?: OnboardingServiceNowArgs;
}

/** A table as the CMDB. */
export interface OnboardingTableArgs {
  /**
   * Name of the table, which the component makes. It has to be known when the program runs.
   * @default the table with the records of machines
   */
  readonly table?: pulumi.Input<string>;
}

/** An instance of ServiceNow. */
export interface OnboardingServiceNowArgs {
  /** Host name of the instance. */
  readonly instance: pulumi.Input<string>;
  /** @default 443 */
  readonly port?: pulumi.Input<number>;
  /** Class of the records. @default cmdb_ci_server */
  readonly table?: pulumi.Input<string>;
  /** Column that a machine is found by. @default host_name */
  readonly keyField?: pulumi.Input<string>;
  /** Of what the value of `keyField` is: `computerName`, `name` or `vmId`. @default computerName */
  readonly keyFrom?: pulumi.Input<string>;
  /** Name of the data source for the identification and reconciliation engine, which an administrator has made. */
  readonly dataSource: pulumi.Input<string>;
  /**
   * Columns that a new record gets, by the property of the machine: name, computerName, address, os, vmId, resourceId.
   * @default name, host_name, ip_address and os for the first four
   */
  readonly fields?: pulumi.Input<{ readonly [property: string]: string }>;
  /** Classes of new records by operating system, `linux` and `windows`, each one that extends `table`. @default `table` */
  readonly classes?: pulumi.Input<{ readonly [system: string]: string }>;
  /** Custom columns of the flags `venInstalled`, `labelled`, `firewallReady` and `commissioned`; the last one is needed. */
  readonly flags: pulumi.Input<{ readonly [flag: string]: string }>;
  /** `basic` or `oauth`. @default basic */
  readonly auth?: pulumi.Input<string>;
  /**
   * `{"username": "…", "password": "…"}`, with `"clientId"` and `"clientSecret"` for `oauth`, and `"caCertificate"` for a private
   * authority.
   */
  readonly secret: OnboardingSecretArgs;
}
