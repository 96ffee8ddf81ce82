import type * as pulumi from "@pulumi/pulumi";
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
   * Puts another declaration of the same tag out of force, for example one that `dag-sync claim` wrote.
   * @default false: another declaration is an error
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
  /** How many addresses there were when the binding was last written. */
  declare readonly memberCount: pulumi.Output<number>;
  /** 16 hex digits that differ when the members do. */
  declare readonly memberDigest: pulumi.Output<string>;
  /** How many addresses were left out, by reason. */
  declare readonly skipped: pulumi.Output<{ [reason: string]: number }>;

  static override isInstance(resource: unknown): resource is DagBinding {
    return (resource as { __pulumiType?: unknown } | undefined)?.__pulumiType === DagBinding.__pulumiType;
  }

  constructor(name: string, args: DagBindingArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = ["filter", "memberCount", "memberDigest", "skipped", "definition"];
    super("DagBinding", "panos/dag-binding", name, { name, tag: undefined, ...args }, outputs, opts);
  }
}
