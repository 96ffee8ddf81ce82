/** What is onboarded, and how. The same for the component, the function and the command line. */
export interface OnboardingDefinition {
  /** Name of this onboarding: it marks hosts, sessions and workloads as its own. Letters, digits and hyphens. */
  readonly name: string;
  /**
   * ARM ids of the subscriptions and resource groups whose machines are onboarded: `/subscriptions/…` or
   * `/subscriptions/…/resourceGroups/…`. @default all that the identity may read
   */
  readonly scopes?: readonly string[];
  /** Machines that are onboarded. @default all */
  readonly include?: VmFilter;
  /** Machines that are not, also when `include` has them. */
  readonly exclude?: VmFilter;
  /** Tags that a machine needs; one without is skipped and named. */
  readonly requiredTags?: readonly string[];
  /** Whether a machine also has the tags of its resource group, where it has none of that name. @default false */
  readonly resourceGroupTags?: boolean;
  readonly ven: VenDefinition;
  /** By key of a label: which tags of a machine give its value. */
  readonly labels?: Readonly<Record<string, LabelSource>>;
  /** Labels for machines with certain tags, by a name of the rule. They go before `labels`. */
  readonly rules?: Readonly<Record<string, LabelRule>>;
  /** Whether labels are made that the PCE does not have. @default false */
  readonly createLabels?: boolean;
  /**
   * Whether a workload gets other labels when the tags of its machine, or `labels` and `rules`, change after it was labelled.
   *
   * @default false: labels are given once
   */
  readonly relabel?: boolean;
  /** By key of a label: values that a machine gets only after `illumio-iac onboarding approve`. */
  readonly criticalLabels?: Readonly<Record<string, readonly string[]>>;
  /** @default mode `none` */
  readonly checkPoint?: CheckPointDefinition;
  /** @default a table in the storage of the app */
  readonly cmdb?: CmdbDefinition;
  /** Whether the agent of a deleted machine is unpaired. @default false: its workload is named */
  readonly unpairDeleted?: boolean;
  readonly limits?: OnboardingLimits;
}

/** A machine matches when each part that is given matches. Names compare without case; `*` stands for any text. */
export interface VmFilter {
  /** Tags by name with the values that match; an empty list for any value. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  readonly names?: readonly string[];
  readonly resourceGroups?: readonly string[];
  readonly subscriptions?: readonly string[];
}

export interface VenDefinition {
  /** Name of the pairing profile, which is used by this onboarding alone. */
  readonly pairingProfile: string;
  /** Whether a profile may have the mode `selective` or `full`, which cuts traffic at once. @default false */
  readonly allowEnforcement?: boolean;
  /** Whether keys of the profile may be used without end. @default false */
  readonly allowUnlimitedKeys?: boolean;
  /** `managed` or `action`. @default managed */
  readonly runCommand?: string;
  /** Version in the path of the pairing script. @default v18 */
  readonly scriptVersion?: string;
  /** Certificates in PEM that the machine trusts for the download of the script, besides its own. */
  readonly caCertificate?: string;
  /** Proxy for the download, `http://host:port`. */
  readonly proxyUrl?: string;
  /** SHA-256 of the pairing script in hexadecimal, by `linux` and `windows`. */
  readonly checksums?: Readonly<Record<string, string>>;
  /** Minutes that an installation may take. @default 30 */
  readonly timeoutInMinutes?: number;
  /** Whether an unmanaged workload of ours with the same addresses is removed once the agent is paired. @default false */
  readonly removeUnmanagedTwin?: boolean;
}

export interface LabelSource {
  /** Names of tags; the first one that the machine has gives the value. */
  readonly tags: readonly string[];
  /** Values of the label by values of the tag. With them, another value of the tag is an error of the machine. */
  readonly values?: Readonly<Record<string, string>>;
  /** Value where the machine has none of the tags. @default the label stays as it is */
  readonly default?: string;
}

export interface LabelRule {
  /** Tags that the machine needs, all of them, with their values. */
  readonly when: Readonly<Record<string, string>>;
  /** Values of labels by their key. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface CheckPointDefinition {
  /** `none`, `static-objects` or `generic-data-center`. */
  readonly mode: string;
  /** Host name of the management server. */
  readonly server?: string;
  /** @default 443 */
  readonly port?: number;
  /** Domain of a multi-domain server. */
  readonly domain?: string;
  /** Path before `/web_api` in Smart-1 Cloud: the id of the service. */
  readonly cloudManagementId?: string;
  /** SHA-256 of the server's certificate in hexadecimal; without it the certificate has to be issued by a known authority. */
  readonly certificateSha256?: string;
  /** By name of a group in Check Point: the hosts that are its members. */
  readonly groups?: Readonly<Record<string, GroupRule>>;
  /** Policy packages that are installed. */
  readonly packages?: readonly string[];
  /** Gateways that packages are installed on. @default all targets of the package */
  readonly targets?: readonly string[];
  /** `never`, `always` or `window`. An installation carries what everybody published. Needed for `static-objects`. */
  readonly install?: string;
  /** When packages are installed, for `install: window`. */
  readonly installWindow?: InstallWindow;
}

/** A host is a member when one of its tags or labels matches. */
export interface GroupRule {
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  readonly labels?: Readonly<Record<string, readonly string[]>>;
}

/** Times in UTC. */
export interface InstallWindow {
  /** `mon` … `sun`. @default every day */
  readonly days?: readonly string[];
  /** `HH:MM`. */
  readonly from: string;
  /** `HH:MM`; before `from` it is that of the next day. */
  readonly to: string;
}

/** Exactly one of them. */
export interface CmdbDefinition {
  /** A table in the storage of the app. */
  readonly azureTable?: { readonly table?: string };
  readonly serviceNow?: ServiceNowDefinition;
  /** A file, relative to the folder of the definition file; for the command line. */
  readonly jsonFile?: { readonly path: string };
}

export interface ServiceNowDefinition {
  /** Host name of the instance. */
  readonly instance: string;
  /** @default 443 */
  readonly port?: number;
  /** Class of the records. @default cmdb_ci_server */
  readonly table?: string;
  /** Column that a machine is found by. @default host_name */
  readonly keyField?: string;
  /** Of what the value of `keyField` is: `computerName`, `name` or `vmId`. @default computerName */
  readonly keyFrom?: string;
  /** Name of the data source for the identification and reconciliation engine. */
  readonly dataSource: string;
  /**
   * Columns that a new record gets, by the property of the machine: name, computerName, address, os, vmId, resourceId.
   *
   * @default name, host_name, ip_address and os for the first four
   */
  readonly fields?: Readonly<Record<string, string>>;
  /** Classes of new records by operating system, `linux` and `windows`, each one that extends `table`. @default `table` */
  readonly classes?: Readonly<Record<string, string>>;
  /** Custom columns of flags: `venInstalled`, `labelled`, `firewallReady`, `commissioned`. The last one is needed. */
  readonly flags: Readonly<Record<string, string>>;
  /** `basic` or `oauth`. @default basic */
  readonly auth?: string;
}

export interface OnboardingLimits {
  /** Machines that begin in one run. @default 50 */
  readonly maxPerRun?: number;
  /** Installations that are under way at the same time. @default 20 */
  readonly maxConcurrentInstalls?: number;
  /** Workloads whose labels a run changes, as a number; more end the run. @default no limit */
  readonly maxChanges?: number;
  /** The same as a share of the machines in the inventory, 0 to 1; fewer than ten always pass. @default no limit */
  readonly maxChangedShare?: number;
  /** Machines that a run finds deleted, or whose host would leave a group; more end the run. @default 20 */
  readonly maxRemovals?: number;
  /** The same as a share of open records, 0 to 1; fewer than ten always pass. @default 0.2 */
  readonly maxRemovedShare?: number;
  /** Failures of a step after which a machine has failed. @default 5 */
  readonly attempts?: number;
  /** Minutes before a second attempt; each further one waits twice as long, at most a day. @default 5 */
  readonly backoffInMinutes?: number;
}
