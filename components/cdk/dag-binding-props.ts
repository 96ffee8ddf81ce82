import type * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import type { PceObjectProps } from "./pce-object-props";

/** Which values of one label key match. */
export interface LabelTermProps {
  /** Label values; the workload has to have one of them. @default any value */
  readonly anyOf?: string[];
  /** Names of label groups of the active policy; the groups nested in them are included. @default none */
  readonly groups?: string[];
  /** Label values that the workload must not have. @default none */
  readonly noneOf?: string[];
}

/** Where the addresses are registered. */
export interface DagTargetProps {
  /** Name of the firewall, the same as in `DagSync`. Has to be known when the program runs. */
  readonly firewall: string;
  /** Virtual system of the firewall. @default vsys1 */
  readonly vsys?: string;
  /** On Panorama: serial numbers of the managed firewalls that get the addresses. @default Panorama's own table */
  readonly serials?: string[];
  /** Device group of a Panorama. Without `serials`, the addresses go to Panorama's own table. @default none */
  readonly deviceGroup?: string;
}

/** A dynamic address group. */
export interface AddressGroupProps {
  /** At most 63 letters, digits, spaces and `_ . -`. A new name renames the group. */
  readonly name: string;
  /** At most 600 characters; the mark of the owner is appended. @default the mark alone */
  readonly description?: string;
  /**
   * The group exists already: the binding does not write it, and its filter has to name the tag.
   * @default false: the binding makes the group, which goes with it
   */
  readonly existing?: boolean;
}

/** A security rule that uses the address group. */
export interface SecurityRuleProps {
  /** At most 63 letters, digits, spaces and `_ . -`. A new name renames the rule. */
  readonly name: string;
  /** At most 600 characters; the mark of the owner is appended. @default the mark alone */
  readonly description?: string;
  /** Zones. @default ["any"] */
  readonly from?: string[];
  /** Zones. @default ["any"] */
  readonly to?: string[];
  /** Addresses and groups; the address group stands here or in `destination`. @default ["any"] */
  readonly source?: string[];
  /** @default ["any"] */
  readonly destination?: string[];
  /** @default ["any"] */
  readonly application?: string[];
  /** @default ["application-default"] */
  readonly service?: string[];
  /** `allow`, `deny`, `drop`, `reset-client`, `reset-server` or `reset-both`. */
  readonly action: string;
  /** @default as the firewall has it */
  readonly disabled?: boolean;
  /** Log at the end of a session. @default as the firewall has it */
  readonly logEnd?: boolean;
  /** `pre` or `post`; required with a device group, an error without one. @default none */
  readonly rulebase?: string;
  /** Position of a new rule: `top`, `bottom`, `before` or `after` another rule. @default bottom */
  readonly position?: string;
  /** Name of the other rule, for `before` and `after`. @default none */
  readonly relativeTo?: string;
}

/** Props of `DagBinding`. Values may be tokens, except where a prop says that it has to be known. */
export interface DagBindingProps extends PceObjectProps {
  /**
   * The secret in AWS Secrets Manager with the connection of the firewall: `{"hosts": "fw1.example.com,fw2.example.com",
   * "apiKey": "…", "caCertificate": "-----BEGIN …"}`, or with `certificateSha256` and `certificateName` in the place of
   * `caCertificate`; `admin`, the administrator to whom the key belongs, for a commit. Its complete ARN is known.
   */
  readonly firewallSecret: secretsmanager.ISecret;
  /** Name of the binding, at most 90 characters. @default the id of the construct */
  readonly name?: string;
  /**
   * Label key → matching values. All keys have to match; the values of one key are alternatives.
   * @default none, which needs `all`
   */
  readonly labels?: { readonly [key: string]: LabelTermProps };
  /** Selects every workload, for a binding without labels. @default false: a binding without labels is an error */
  readonly all?: boolean;
  /**
   * The one tag that the binding owns, for the filter of an address group: at most 97 characters, no quotes, no two
   * spaces in a row. A change replaces the binding.
   * @default `illumio-iac.<name>`
   */
  readonly tag?: string;
  /**
   * Dynamic address group that holds the members. With it, the tag also becomes a tag object of the configuration.
   * @default the binding makes no group
   */
  readonly addressGroup?: AddressGroupProps;
  /** Security rule that uses the group. @default the binding makes no rule */
  readonly rule?: SecurityRuleProps;
  /**
   * What follows a change of configuration: `none`, `commit`, or on Panorama `commit-and-push` to the device group. A commit
   * includes only changes of the administrator whom the secret names.
   * @default none: `illumio-iac dag-sync commit` commits
   */
  readonly commit?: string;
  /** A change of anything but `serials` replaces the binding. */
  readonly target: DagTargetProps;
  /** `ipv4`, `ipv6` or both. @default ["ipv4"] */
  readonly addressFamilies?: string[];
  /** Whether the public address of a workload becomes a member too. @default false */
  readonly includePublicIp?: boolean;
  /** Whether workloads that the PCE reports as offline are left out. @default false */
  readonly onlyOnline?: boolean;
  /** Addresses, networks and ranges `a-b` that never become members. @default none */
  readonly excludeRanges?: string[];
  /** Greatest number of members; more are an error. @default no limit */
  readonly maxAddresses?: number;
  /** Whether entries outlive a reboot of the firewall. @default true */
  readonly persistent?: boolean;
  /**
   * What becomes of an address that a matching workload shares with one that does not match: `union` makes it a member,
   * `skip` leaves it out.
   * @default union
   */
  readonly onSharedAddress?: string;
  /**
   * Greatest share of the binding's own addresses that may leave at once, 0 to 1, net of those that enter. It applies when at
   * least 10 addresses would leave.
   * @default 0.5
   */
  readonly maxRemovedShare?: number;
  /** Reserved address that carries the revision tag. @default one in 100::/64, derived from the tag */
  readonly revisionAddress?: string;
}
