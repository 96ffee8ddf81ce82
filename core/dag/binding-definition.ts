import type { AddressFamily } from "../addresses/ip-address";
import type { LabelExpression } from "../labels/label-expression";
import { declarationRevision } from "../reconcile/declaration";
import type { OnSharedAddress } from "../workloads/on-shared-address";

/** Where the addresses of a binding are registered, and where its dynamic address group is. */
export interface DagTarget {
  /** Name of a firewall connection. */
  readonly firewall: string;
  /** Virtual system of a firewall, `vsys1` by default. None on Panorama's own table. */
  readonly vsys?: string;
  /** Panorama: serial numbers of the firewalls that get the addresses. Without it, Panorama's own table gets them. */
  readonly serials?: readonly string[];
  /** Panorama: device group of the address group. */
  readonly deviceGroup?: string;
}

/** A binding: the addresses of the workloads whose labels match an expression carry one tag on a firewall. */
export interface DagBindingDeclaration {
  readonly name: string;
  /** The one tag that the binding owns. */
  readonly tag: string;
  /** Name of a PCE connection; the default one when left out. */
  readonly connection?: string;
  readonly labels: LabelExpression;
  /** Confirms that an empty expression is meant, which matches every workload. */
  readonly all: boolean;
  readonly target: DagTarget;
  readonly addressFamilies: readonly AddressFamily[];
  readonly includePublicIp: boolean;
  readonly onlyOnline: boolean;
  /** Addresses, networks and ranges that never become members. */
  readonly excludeRanges: readonly string[];
  readonly maxAddresses?: number;
  /** Whether entries outlive a reboot of the firewall. */
  readonly persistent: boolean;
  readonly onSharedAddress: OnSharedAddress;
  /** Greatest share of the entries that one run may remove, net of those it adds: 0 to 1. */
  readonly maxRemovedShare: number;
  /** Reserved address that carries the revision tag. */
  readonly revisionAddress: string;
}

/** A declaration with its owner and its revision. */
export interface DagBindingDefinition extends DagBindingDeclaration {
  readonly owner: string;
  /** Digest of the declaration. */
  readonly revision: string;
}

/** What names a binding, and where it is. */
export type NamedBinding = Pick<DagBindingDefinition, "name" | "owner" | "tag" | "target">;

const FIELDS: Readonly<Record<keyof DagBindingDefinition, true>> = {
  name: true,
  tag: true,
  connection: true,
  labels: true,
  all: true,
  target: true,
  addressFamilies: true,
  includePublicIp: true,
  onlyOnline: true,
  excludeRanges: true,
  maxAddresses: true,
  persistent: true,
  onSharedAddress: true,
  maxRemovedShare: true,
  revisionAddress: true,
  owner: true,
  revision: true,
};

/** The definition alone of an object that has further properties, such as a construct. */
export function bareDefinition(binding: object): Partial<DagBindingDefinition> {
  const of = binding as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(FIELDS).flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]])),
  );
}

/** Digest of a declaration: 16 hex digits of SHA-256 over its JSON, whatever the order of its keys. */
export function definitionRevision(declaration: DagBindingDeclaration): string {
  return declarationRevision(declaration);
}
