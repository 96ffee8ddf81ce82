import type * as pulumi from "@pulumi/pulumi";
import type { DagBindingDefinition } from "../../core/dag";
import { DynamicResource, dynamicType } from "../engine/dynamic-resource";

/** Which values of one label key match. */
export interface LabelTermArgs {
  /** Values of which the workload has to have one. */
  readonly anyOf?: pulumi.Input<pulumi.Input<string>[]>;
  /** Names of label groups of the active policy, with the groups in them. */
  readonly groups?: pulumi.Input<pulumi.Input<string>[]>;
  /** Values that the workload must not have. */
  readonly noneOf?: pulumi.Input<pulumi.Input<string>[]>;
}

/** Where the addresses are registered. */
export interface DagTargetArgs {
  /** Name under `illumio:firewalls`, or of `ILLUMIO_FIREWALL_<NAME>_…` in the environment. */
  readonly firewall: pulumi.Input<string>;
  /**
   * Virtual system of the firewall.
   * @default vsys1
   */
  readonly vsys?: pulumi.Input<string>;
  /** Panorama: serial numbers of the firewalls that get the addresses. */
  readonly serials?: pulumi.Input<pulumi.Input<string>[]>;
  /** Panorama without `serials`: its own table gets the addresses. */
  readonly deviceGroup?: pulumi.Input<string>;
}

/** A dynamic address group. */
export interface AddressGroupArgs {
  /** At most 63 letters, digits, spaces and `_ . -`. A new name renames the group. */
  readonly name: pulumi.Input<string>;
  /** At most 600 characters; the mark of the owner is appended. */
  readonly description?: pulumi.Input<string>;
  /**
   * The group is there already and only fed: nothing of it is written, and its filter has to name the tag.
   * @default false: it is made, and removed with the binding
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
  /** `allow`, `deny`, `drop`, `reset-client`, `reset-server` or `reset-both`. */
  readonly action: pulumi.Input<string>;
  /** @default as the firewall has it */
  readonly disabled?: pulumi.Input<boolean>;
  /** Log at the end of a session. @default as the firewall has it */
  readonly logEnd?: pulumi.Input<boolean>;
  /** Of a device group: `pre` or `post`, needed there. A change makes the rule anew. */
  readonly rulebase?: pulumi.Input<string>;
  /**
   * Where a new rule goes: `top`, `bottom`, `before` or `after` another. Later it stays where people moved it.
   * @default bottom
   */
  readonly position?: pulumi.Input<string>;
  /** Name of the other rule. */
  readonly relativeTo?: pulumi.Input<string>;
}

export interface DagBindingArgs {
  /**
   * Name of the binding, at most 90 characters.
   * @default the name of the resource
   */
  readonly name?: pulumi.Input<string>;
  /** Label key → which values. Every key that is named has to match, values of one key are alternatives. */
  readonly labels?: pulumi.Input<{ [key: string]: pulumi.Input<LabelTermArgs> }>;
  /**
   * Every workload, for a binding without labels.
   * @default false: no labels are an error
   */
  readonly all?: pulumi.Input<boolean>;
  /**
   * The one tag that the binding owns, for the filter of an address group: at most 97 characters, no quotes, no two
   * spaces in a row. A change replaces the binding.
   * @default `illumio-iac.<name>`
   */
  readonly tag?: pulumi.Input<string>;
  /** Dynamic address group that holds the members. Together with it the tag becomes an object of the configuration. */
  readonly addressGroup?: pulumi.Input<AddressGroupArgs>;
  /** Security rule that uses the group. */
  readonly rule?: pulumi.Input<SecurityRuleArgs>;
  /**
   * What follows a change of configuration: `none`, `commit`, or on Panorama `commit-and-push` to the device group.
   * A commit takes along what the administrator of the connection changed (`illumio:firewalls.<name>.admin`) and
   * nobody else's work; operations that are under way together share one.
   * @default none: `illumio-iac dag-sync commit` makes one
   */
  readonly commit?: pulumi.Input<string>;
  /**
   * `deploy`: every deployment settles the addresses. `sync`: the first one does, later differences are reported and
   * left to `dag-sync`.
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
   * `ipv4`, `ipv6` or both.
   * @default ["ipv4"]
   */
  readonly addressFamilies?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The public address of a workload too.
   * @default false
   */
  readonly includePublicIp?: pulumi.Input<boolean>;
  /**
   * Leave out workloads that the PCE calls offline.
   * @default false
   */
  readonly onlyOnline?: pulumi.Input<boolean>;
  /** Addresses, networks and ranges `a-b` that never become members. */
  readonly excludeRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /** More members are refused. */
  readonly maxAddresses?: pulumi.Input<number>;
  /**
   * Whether entries outlive a reboot of the firewall.
   * @default true
   */
  readonly persistent?: pulumi.Input<boolean>;
  /**
   * An address of a matching workload and of another one: `union` makes it a member, with a warning in the preview;
   * `skip` leaves it out.
   * @default union
   */
  readonly onSharedAddress?: pulumi.Input<string>;
  /**
   * Share of the binding's own addresses that may leave at once, 0 to 1, net of those that enter; counts from 10 on.
   * @default 0.5
   */
  readonly maxRemovedShare?: pulumi.Input<number>;
  /**
   * Reserved address that carries the revision tag.
   * @default one in 100::/64, made of the tag
   */
  readonly revisionAddress?: pulumi.Input<string>;
  /**
   * Puts another declaration of the same tag out of force, for example one that `dag-sync claim` wrote, and takes over
   * tag, group and rule of these names. What was taken over is given back by a destroy: only the mark goes.
   * @default false: another declaration or an object of somebody else is an error
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * Name of a PCE connection under `illumio:connections`.
   * @default the connection of `illumio:pceHost` and its neighbours, or of the environment
   */
  readonly connection?: pulumi.Input<string>;
}

/**
 * Registers the addresses of workloads whose labels match under one tag on a Palo Alto firewall, so that a dynamic
 * address group with that tag in its filter holds exactly them. A preview prints every address that would enter or
 * leave, decided by the firewall. Let it depend on workloads of the same program.
 */
export class DagBinding extends DynamicResource {
  static readonly __pulumiType = dynamicType("DagBinding");

  declare readonly tag: pulumi.Output<string>;
  /** Filter of an address group that holds exactly the members: the tag in quotes. */
  declare readonly filter: pulumi.Output<string>;
  /** Name of the address group, when the binding has one. */
  declare readonly groupName: pulumi.Output<string | undefined>;
  /** Who declares the binding: organisation, project, stack and resource. */
  declare readonly owner: pulumi.Output<string>;
  /** Digest of the declaration; the firewall's revision tag is made of it and the owner. */
  declare readonly revision: pulumi.Output<string>;
  /** With `exportMembers`: address → workloads. */
  declare readonly members: pulumi.Output<{ [address: string]: string[] } | undefined>;
  /** How many addresses there were when the binding was last written. */
  declare readonly memberCount: pulumi.Output<number>;
  /** 16 hex digits that differ when the members do. */
  declare readonly memberDigest: pulumi.Output<string>;
  /** How many addresses were left out, by reason. */
  declare readonly skipped: pulumi.Output<{ [reason: string]: number }>;
  /** What was declared, by whom and in which revision, for a `DagSync`. */
  declare readonly definition: pulumi.Output<DagBindingDefinition>;

  static override isInstance(resource: unknown): resource is DagBinding {
    return (resource as { __pulumiType?: unknown } | undefined)?.__pulumiType === DagBinding.__pulumiType;
  }

  constructor(name: string, args: DagBindingArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = [
      "filter",
      "groupName",
      "owner",
      "revision",
      "members",
      "memberCount",
      "memberDigest",
      "skipped",
      "definition",
    ];
    super("DagBinding", "panos/dag-binding", name, { name, tag: undefined, ...args }, outputs, opts);
  }
}
