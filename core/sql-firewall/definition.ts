import type { LabelExpression } from "../labels/label-expression";
import type { PolicyProvider, PolicyQuestion } from "../policy";
import { declarationRevision } from "../reconcile/declaration";
import type { OnSharedAddress } from "../workloads/on-shared-address";

/** A logical server of Azure SQL Database, by its place in Azure Resource Manager. */
export interface SqlServerPlace {
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly serverName: string;
}

/**
 * How workloads with private addresses come to the server: those of `privateRanges`, or those whose labels match
 * `labels`. They come from `publicRanges`, or from subnets with a service endpoint for Azure SQL, or from both.
 */
export interface EgressEntry {
  /** Private addresses, networks and ranges (RFC 1918 and 100.64.0.0/10). Either these or `labels`. */
  readonly privateRanges?: readonly string[];
  /** Which workloads the entry is for; at least one label key. Either this or `privateRanges`. */
  readonly labels?: LabelExpression;
  /** Public addresses, networks and ranges from which they come, such as the address of a NAT gateway. */
  readonly publicRanges?: readonly string[];
  /** Resource ids of the subnets from which they come through a service endpoint. */
  readonly subnetIds?: readonly string[];
}

/** Ports that the database serves. The firewall of the server knows no ports: a rule counts if it allows one of them. */
export interface ServedPorts {
  /** @default tcp */
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  /** Last port of a range that begins with `port`. */
  readonly toPort?: number;
}

/** What happens to what the firewall cannot express, or admits although no rule does. */
export const Finding = {
  /** It is named in the plan and in the outputs. */
  Report: "report",
  /** The run fails before it writes anything. */
  Fail: "fail",
} as const;
export type Finding = (typeof Finding)[keyof typeof Finding];

/** What happens to the rule "Allow Azure services", which admits every tenant of Azure. */
export const AzureServices = {
  /** It stays as it is, with a warning where it is there. */
  Leave: "leave",
  /** It is removed, whoever made it. */
  Remove: "remove",
  /** It is there, under a name of this declaration. */
  Allow: "allow",
} as const;
export type AzureServices = (typeof AzureServices)[keyof typeof AzureServices];

/** The firewall of a server: it admits whom the active policy of the PCE lets consume one provider. */
export interface SqlFirewallDeclaration {
  readonly name: string;
  readonly server: SqlServerPlace;
  /** Name of a PCE connection; the default one when left out. */
  readonly connection?: string;
  /** What the server is in the PCE. */
  readonly provider: PolicyProvider;
  /** @default TCP 1433 */
  readonly ports: readonly ServedPorts[];
  /** Name of an entry, chosen by the user → how workloads come to the server. */
  readonly egress: Readonly<Record<string, EgressEntry>>;
  /** What happens to consumers whose private address no entry of `egress` translates. */
  readonly unmapped: Finding;
  /** What happens to workloads that come in behind an address of others and that no rule allows. */
  readonly sharedEgress: Finding;
  /** Whether the address from which the PCE sees a workload counts as one of its addresses. */
  readonly includePublicIp: boolean;
  /** What happens to an address that a consumer shares with a workload that is none. */
  readonly onSharedAddress: OnSharedAddress;
  readonly azureServices: AzureServices;
  /** Whether rules that no declaration on this server owns are removed. */
  readonly exclusive: boolean;
  /** Confirms that rules which admit half of the internet or more are meant. */
  readonly allowInternet: boolean;
  /** IP rules that the server may have in all, those of others and the marker included: 1 to 256. */
  readonly maxRules: number;
  /** Greatest share of the rules that one run may remove, net of those it adds: 0 to 1. */
  readonly maxRemovedShare: number;
  /** Documentation address for which the rule stands whose name carries owner and revision. */
  readonly markerAddress: string;
  /** Beginning of the names of all rules of the declaration. */
  readonly prefix: string;
}

/** A declaration with its owner and its revision. */
export interface SqlFirewallDefinition extends SqlFirewallDeclaration {
  readonly owner: string;
  /** Digest of the declaration. */
  readonly revision: string;
}

/** Digest of a declaration: 16 hex digits of SHA-256 over its JSON, whatever the order of its keys. */
export function firewallRevision(declaration: SqlFirewallDeclaration): string {
  return declarationRevision(declaration);
}

const PROTOCOLS = { tcp: 6, udp: 17 } as const;

/** What the policy is asked for a firewall. */
export function questionOf({
  provider,
  ports,
}: Pick<SqlFirewallDeclaration, "provider" | "ports">): PolicyQuestion {
  return {
    provider,
    ports: ports.map(({ protocol, port, toPort = port }) => ({
      protocol: PROTOCOLS[protocol],
      first: port,
      last: toPort,
    })),
  };
}
