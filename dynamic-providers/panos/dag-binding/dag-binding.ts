import type * as pulumi from "@pulumi/pulumi";
import type { DagBindingDefinition, DagTarget } from "../../../core/dag";
import type { LabelTerm } from "../../../core/labels/label-expression";
import { type DeclaredOutputs, DynamicResource } from "../../pulumi/dynamic-resource";
import type { LabelTermArgs } from "../../pulumi/label-term-args";
import { dynamicType } from "../../pulumi/state-names";

/** Where the addresses are registered. */
export interface DagTargetArgs {
  /**
   * Name of the connection under `illumio:firewalls`, or the `<NAME>` in `ILLUMIO_FIREWALL_<NAME>_…` of the
   * environment.
   */
  readonly firewall: pulumi.Input<string>;
  /**
   * Virtual system of the firewall.
   * @default vsys1
   */
  readonly vsys?: pulumi.Input<string>;
  /** On Panorama: serial numbers of the managed firewalls that get the addresses. */
  readonly serials?: pulumi.Input<pulumi.Input<string>[]>;
  /** Device group of a Panorama. Without `serials`, the addresses go to Panorama's own table. */
  readonly deviceGroup?: pulumi.Input<string>;
}

/** A dynamic address group. */
export interface AddressGroupArgs {
  /** At most 63 letters, digits, spaces and `_ . -`. A new name renames the group. */
  readonly name: pulumi.Input<string>;
  /** At most 600 characters; the mark of the owner is appended. */
  readonly description?: pulumi.Input<string>;
  /**
   * The group exists already: the binding does not write it, and its filter has to name the tag.
   * @default false: the binding makes the group, and a destroy removes it
   */
  readonly existing?: pulumi.Input<boolean>;
}

/** A security rule that uses the address group. */
export interface SecurityRuleArgs {
  /** At most 63 letters, digits, spaces and `_ . -`. A new name renames the rule. */
  readonly name: pulumi.Input<string>;
  /** At most 600 characters; the mark of the owner is appended. */
  readonly description?: pulumi.Input<string>;
  /** Zones. @default ["any"] */
  readonly from?: pulumi.Input<pulumi.Input<string>[]>;
  /** Zones. @default ["any"] */
  readonly to?: pulumi.Input<pulumi.Input<string>[]>;
  /** Addresses and groups; the address group stands here or in `destination`. @default ["any"] */
  readonly source?: pulumi.Input<pulumi.Input<string>[]>;
  /** @default ["any"] */
  readonly destination?: pulumi.Input<pulumi.Input<string>[]>;
  /** @default ["any"] */
  readonly application?: pulumi.Input<pulumi.Input<string>[]>;
  /** @default ["application-default"] */
  readonly service?: pulumi.Input<pulumi.Input<string>[]>;
  /** A `RuleAction`: `allow`, `deny`, `drop`, `reset-client`, `reset-server` or `reset-both`. */
  readonly action: pulumi.Input<string>;
  /** @default as the firewall has it */
  readonly disabled?: pulumi.Input<boolean>;
  /** Log at the end of a session. @default as the firewall has it */
  readonly logEnd?: pulumi.Input<boolean>;
  /**
   * A `Rulebase`, `pre` or `post`; required with a device group, an error without one. A change makes the rule anew.
   */
  readonly rulebase?: pulumi.Input<string>;
  /**
   * Position of a new rule, a `RulePosition`: `top`, `bottom`, `before` or `after` another rule. Later the rule stays
   * where people move it.
   * @default bottom
   */
  readonly position?: pulumi.Input<string>;
  /** Name of the other rule, for `before` and `after`. */
  readonly relativeTo?: pulumi.Input<string>;
}

export interface DagBindingArgs {
  /**
   * Name of the binding, at most 90 characters.
   * @default the name of the resource
   */
  readonly name?: pulumi.Input<string>;
  /** Label key → matching values. All keys have to match; the values of one key are alternatives. */
  readonly labels?: pulumi.Input<{ [key: string]: pulumi.Input<LabelTermArgs> }>;
  /**
   * Selects every workload, for a binding without labels.
   * @default false: a binding without labels is an error
   */
  readonly all?: pulumi.Input<boolean>;
  /**
   * The one tag that the binding owns, for the filter of an address group: at most 97 characters, no quotes, no two
   * spaces in a row. A change replaces the binding.
   * @default `illumio-iac.<name>`
   */
  readonly tag?: pulumi.Input<string>;
  /** Dynamic address group that holds the members. With it, the tag also becomes a tag object of the configuration. */
  readonly addressGroup?: pulumi.Input<AddressGroupArgs>;
  /** Security rule that uses the group. */
  readonly rule?: pulumi.Input<SecurityRuleArgs>;
  /**
   * What follows a change of configuration, a `CommitMode`: `none`, `commit`, or on Panorama `commit-and-push` to the
   * device group. A commit includes only changes of the connection's administrator (`illumio:firewalls.<name>.admin`);
   * concurrent operations share one commit.
   * @default none: `illumio-iac dag-sync commit` commits
   */
  readonly commit?: pulumi.Input<string>;
  /**
   * A `Membership`. `deploy`: every deployment updates the addresses. `sync`: only the first deployment does; later
   * differences are reported and left to `dag-sync`.
   * @default deploy
   */
  readonly membership?: pulumi.Input<string>;
  /**
   * Puts the members with their workloads into the outputs, and so into the state.
   * @default false
   */
  readonly exportMembers?: pulumi.Input<boolean>;
  /** A change of anything but `serials` replaces the binding. */
  readonly target: pulumi.Input<DagTargetArgs>;
  /**
   * An `AddressFamily` or both: `ipv4`, `ipv6`.
   * @default ["ipv4"]
   */
  readonly addressFamilies?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the public address of a workload becomes a member too.
   * @default false
   */
  readonly includePublicIp?: pulumi.Input<boolean>;
  /**
   * Whether workloads that the PCE reports as offline are left out.
   * @default false
   */
  readonly onlyOnline?: pulumi.Input<boolean>;
  /** Addresses, networks and ranges `a-b` that never become members. */
  readonly excludeRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /** Greatest number of members; more are an error. @default no limit */
  readonly maxAddresses?: pulumi.Input<number>;
  /**
   * Whether entries outlive a reboot of the firewall.
   * @default true
   */
  readonly persistent?: pulumi.Input<boolean>;
  /**
   * What becomes of an address that a matching workload shares with one that does not match, an `OnSharedAddress`:
   * `union` makes it a member, with a warning in the preview; `skip` leaves it out.
   * @default union
   */
  readonly onSharedAddress?: pulumi.Input<string>;
  /**
   * Greatest share of the binding's own addresses that may leave at once, 0 to 1, net of those that enter. It applies
   * when at least 10 addresses would leave.
   * @default 0.5
   */
  readonly maxRemovedShare?: pulumi.Input<number>;
  /**
   * Reserved address that carries the revision tag.
   * @default one in 100::/64, derived from the tag
   */
  readonly revisionAddress?: pulumi.Input<string>;
  /**
   * Puts another declaration of the same tag out of force, for example one that `dag-sync claim` wrote, and takes over
   * the tag, group and rule of these names. A destroy leaves what was taken over in place and removes only the mark.
   * @default false: another declaration or an object of somebody else is an error
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * Takes over what another binding of this package left, for example one of a stack that no longer exists. The value
   * is the whole owner as the mark on its group prints it, such as `"acme/base/prod//web"`. Its declaration of the same
   * tag is put out of force, and its tag, group and rule become those of this binding; those that this binding does not
   * declare are removed.
   */
  readonly takeOverFrom?: pulumi.Input<string>;
  /**
   * Name of a PCE connection under `illumio:connections`.
   * @default the connection of `illumio:pceHost` and related settings, or of the environment
   */
  readonly connection?: pulumi.Input<string>;
}

/**
 * Registers the addresses of workloads whose labels match under one tag on a Palo Alto firewall, so that a dynamic
 * address group with that tag in its filter holds exactly them. A preview compares with the firewall and prints every
 * address that would enter or leave. Let it depend (`dependsOn`) on workloads of the same program.
 */
export class DagBinding extends DynamicResource {
  static readonly __pulumiType = dynamicType("DagBinding");

  /** Where the addresses are registered, as it was declared. */
  declare readonly target: pulumi.Output<DagTarget>;
  /** Label key → matching values, as declared, without repetitions; undefined where the arguments have none. */
  declare readonly labels: pulumi.Output<{ [key: string]: LabelTerm } | undefined>;
  declare readonly tag: pulumi.Output<string>;
  /** Filter of an address group that holds exactly the members: the tag in quotes. */
  declare readonly filter: pulumi.Output<string>;
  /** Name of the address group, when the binding has one. */
  declare readonly groupName: pulumi.Output<string | undefined>;
  /** Who declares the binding: organisation, project, stack and resource. */
  declare readonly owner: pulumi.Output<string>;
  /** Digest of the declaration; the revision tag on the firewall is made of it and the owner. */
  declare readonly revision: pulumi.Output<string>;
  /** Only with `exportMembers`: address → workloads. */
  declare readonly members: pulumi.Output<{ [address: string]: string[] } | undefined>;
  /** Number of addresses when the binding was last written. */
  declare readonly memberCount: pulumi.Output<number>;
  /** Digest of the members, 16 hex digits; differs when the members differ. */
  declare readonly memberDigest: pulumi.Output<string>;
  /** Number of addresses that were left out, by reason. */
  declare readonly skipped: pulumi.Output<{ [reason: string]: number }>;
  /** The declaration, its owner and its revision, for a `DagSync`. */
  declare readonly definition: pulumi.Output<DagBindingDefinition>;

  static override isInstance(resource: unknown): resource is DagBinding {
    return (resource as { __pulumiType?: unknown } | undefined)?.__pulumiType === DagBinding.__pulumiType;
  }

  constructor(name: string, args: DagBindingArgs, opts?: pulumi.CustomResourceOptions) {
    super("DagBinding", "panos/dag-binding", name, { name, ...args }, OUTPUTS, opts);
  }
}

const OUTPUTS: DeclaredOutputs<DagBinding> = {
  target: true,
  labels: true,
  tag: true,
  filter: true,
  groupName: true,
  owner: true,
  revision: true,
  members: true,
  memberCount: true,
  memberDigest: true,
  skipped: true,
  definition: true,
};
