import type * as pulumi from "@pulumi/pulumi";
import type { SqlFirewallDefinition, SqlServerPlace } from "../../../core/sql-firewall";
import { type DeclaredOutputs, DynamicResource } from "../../pulumi/dynamic-resource";
import type { LabelTermArgs } from "../../pulumi/label-term-args";
import { dynamicType } from "../../pulumi/state-names";

/** A logical server of Azure SQL Database. A change replaces the firewall: the new rules come before the old ones go. */
export interface SqlServerArgs {
  /** A GUID. */
  readonly subscriptionId: pulumi.Input<string>;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Name of the server without its domain: `orders-sql`. */
  readonly serverName: pulumi.Input<string>;
}

/** What the server is in the PCE: either `workload` or `labels`. */
export interface SqlProviderArgs {
  /** Href of a workload, such as that of an `UnmanagedWorkload` which stands for the server. */
  readonly workload?: pulumi.Input<string>;
  /** Label key → matching values. Whoever may consume one of the workloads that match may come in. */
  readonly labels?: pulumi.Input<{ [key: string]: pulumi.Input<LabelTermArgs> }>;
}

/** Ports that the database serves. The firewall knows no ports: a rule of the PCE counts if it allows one of them. */
export interface ServedPortsArgs {
  /** `tcp` or `udp`. @default tcp */
  readonly protocol?: pulumi.Input<string>;
  /** 1 to 65535. */
  readonly port: pulumi.Input<number>;
  /** Last port of a range that begins with `port`. */
  readonly toPort?: pulumi.Input<number>;
}

/** How workloads with private addresses come to the server. */
export interface EgressArgs {
  /** Private addresses, networks and ranges `a-b` (RFC 1918 and 100.64.0.0/10) for which the entry is. Either these or `labels`. */
  readonly privateRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /** Labels of the workloads for which the entry is; such an entry goes before one with ranges. */
  readonly labels?: pulumi.Input<{ [key: string]: pulumi.Input<LabelTermArgs> }>;
  /** Public addresses, networks and ranges from which they come, such as the address of a NAT gateway. */
  readonly publicRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /** Resource ids of subnets from which they come through a service endpoint `Microsoft.Sql`. */
  readonly subnetIds?: pulumi.Input<pulumi.Input<string>[]>;
}

export interface SqlFirewallArgs {
  /**
   * Name of the declaration, at most 200 characters; it is a part of the names of its rules. A change replaces the
   * firewall.
   * @default the name of the resource
   */
  readonly name?: pulumi.Input<string>;
  readonly server: pulumi.Input<SqlServerArgs>;
  readonly provider: pulumi.Input<SqlProviderArgs>;
  /** @default TCP 1433 */
  readonly ports?: pulumi.Input<pulumi.Input<ServedPortsArgs>[]>;
  /**
   * Name of an entry → how private addresses come to the server. Exactly one entry counts for an address: one with labels
   * before one with ranges, the narrower before the wider; a tie is an error. At most 64 letters, digits, hyphens and
   * underscores in a name.
   * @default none: private addresses are not expressible
   */
  readonly egress?: pulumi.Input<{ [name: string]: pulumi.Input<EgressArgs> }>;
  /**
   * What happens to consumers whose private address no entry of `egress` matches, a `Finding`: `report` names them, `fail`
   * fails before any write.
   * @default report
   */
  readonly unmapped?: pulumi.Input<string>;
  /**
   * What happens to workloads that come in behind an address of others and that no rule allows, a `Finding`: `report` or
   * `fail`. One that an override deny names always fails.
   * @default report
   */
  readonly sharedEgress?: pulumi.Input<string>;
  /**
   * Whether the address from which the PCE sees a workload counts as one of its addresses.
   * @default false
   */
  readonly includePublicIp?: pulumi.Input<boolean>;
  /**
   * What becomes of an address that a consumer shares with a workload that is none, an `OnSharedAddress`: `union` admits it,
   * `skip` leaves it out.
   * @default union
   */
  readonly onSharedAddress?: pulumi.Input<string>;
  /**
   * What happens to the rule "Allow Azure services", which admits every tenant of Azure, an `AzureServices`: `leave` warns
   * where it is there, `remove` takes it away, `allow` makes one.
   * @default leave
   */
  readonly azureServices?: pulumi.Input<string>;
  /**
   * Whether rules that no declaration of this package owns are removed; each is named in the preview, and `maxRemovedShare`
   * counts them.
   * @default false
   */
  readonly exclusive?: pulumi.Input<boolean>;
  /**
   * Confirms that rules which admit half of the internet or more are meant.
   * @default false: such a consumer is not expressible
   */
  readonly allowInternet?: pulumi.Input<boolean>;
  /**
   * IP rules that the server may have in all, those of others and the marker included: 1 to 256. More fail before any write.
   * @default 250
   */
  readonly maxRules?: pulumi.Input<number>;
  /**
   * Greatest share of the rules that may leave at once, 0 to 1, net of those that are added. It applies when at least 10
   * rules would leave.
   * @default 0.5
   */
  readonly maxRemovedShare?: pulumi.Input<number>;
  /**
   * A `Membership`. `deploy`: every deployment updates the rules. `sync`: only the first deployment does; later differences
   * are reported and left to `sql-sync`.
   * @default deploy
   */
  readonly membership?: pulumi.Input<string>;
  /**
   * Documentation address (RFC 5737) for which the marker rule stands, whose name says which declaration is in force.
   * @default 192.0.2.1
   */
  readonly markerAddress?: pulumi.Input<string>;
  /**
   * Beginning of the names of all rules: at most 30 lower case letters, digits and hyphens. A change replaces the firewall.
   * @default illumio-iac
   */
  readonly prefix?: pulumi.Input<string>;
  /**
   * Puts another declaration of the same names out of force, for example one that `sql-sync claim` wrote.
   * @default false: another declaration is an error
   */
  readonly adopt?: pulumi.Input<boolean>;
  /**
   * Takes over what another firewall of this package left, for example one of a stack that no longer exists: its whole
   * owner, such as `"acme/base/prod//orders-db"`. Its rules become those of this firewall.
   */
  readonly takeOverFrom?: pulumi.Input<string>;
  /**
   * Name of a PCE connection under `illumio:connections`.
   * @default the connection of `illumio:pceHost` and related settings, or of the environment
   */
  readonly connection?: pulumi.Input<string>;
}

/**
 * Makes the server-level firewall of an Azure SQL server admit whom the active policy of the PCE lets consume one provider,
 * and nobody else within its own rules. A preview compares with the server and prints every range that would open or close,
 * with the rule and the workload that it comes from. Let it depend (`dependsOn`) on workloads of the same program.
 *
 * Credentials of Azure are those of the `azure-native` provider, or what the Azure SDKs find (`az login`).
 */
export class SqlFirewall extends DynamicResource {
  static readonly __pulumiType = dynamicType("SqlFirewall");

  /** The server, as it was declared. */
  declare readonly server: pulumi.Output<SqlServerPlace>;
  /** Id of the server in Azure Resource Manager. */
  declare readonly serverId: pulumi.Output<string>;
  /** Number of ranges of public addresses that are admitted. */
  declare readonly ranges: pulumi.Output<number>;
  /** Number of rules of this firewall: one for each range and subnet, and that of `azureServices: "allow"`. */
  declare readonly rules: pulumi.Output<number>;
  /** Digest of the ranges and subnets, 16 hex digits; differs when they differ. */
  declare readonly digest: pulumi.Output<string>;
  /** Number of consumers, or parts of them, that are not in the firewall, by reason. */
  declare readonly notExpressible: pulumi.Output<{ [reason: string]: number }>;
  /** Number of workloads that come in behind an address of others although no rule allows them. */
  declare readonly sharedEgressCount: pulumi.Output<number>;
  /** Who declares the firewall: organisation, project, stack and resource. */
  declare readonly owner: pulumi.Output<string>;
  /** Digest of the declaration; the name of the marker rule is made of it and the owner. */
  declare readonly revision: pulumi.Output<string>;
  /** The declaration, its owner and its revision, for `sql-sync` and `SqlFirewallSync`. */
  declare readonly definition: pulumi.Output<SqlFirewallDefinition>;

  static override isInstance(resource: unknown): resource is SqlFirewall {
    return (resource as { __pulumiType?: unknown } | undefined)?.__pulumiType === SqlFirewall.__pulumiType;
  }

  constructor(name: string, args: SqlFirewallArgs, opts?: pulumi.CustomResourceOptions) {
    super("SqlFirewall", "azure-sql/sql-firewall", name, { name, ...args }, OUTPUTS, opts);
  }
}

const OUTPUTS: DeclaredOutputs<SqlFirewall> = {
  server: true,
  serverId: true,
  ranges: true,
  rules: true,
  digest: true,
  notExpressible: true,
  sharedEgressCount: true,
  owner: true,
  revision: true,
  definition: true,
};
