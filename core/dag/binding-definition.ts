import { createHash } from "node:crypto";
import type { AddressFamily } from "../addresses/ip-address";
import type { LabelExpression } from "../labels/label-expression";

/** Where the addresses of a binding are registered, and where its group stands. */
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

/** What is bound: workloads whose labels match an expression, to the addresses that carry one tag on a firewall. */
export interface DagBindingDeclaration {
  readonly name: string;
  /** The one tag that the binding owns. */
  readonly tag: string;
  /** Name of a PCE connection; the default one when left out. */
  readonly connection?: string;
  readonly labels: LabelExpression;
  /** The empty expression is meant: every workload. */
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
  /** An address that a matching and another workload share is a member (`union`) or not (`skip`). */
  readonly onSharedAddress: "union" | "skip";
  /** 0 to 1. */
  readonly maxRemovedShare: number;
  /** Reserved address that carries the revision tag. */
  readonly revisionAddress: string;
}

/** A declaration and who stands behind it. */
export interface DagBindingDefinition extends DagBindingDeclaration {
  readonly owner: string;
  /** Digest of the declaration. */
  readonly revision: string;
}

/** 16 hex digits over everything that was declared, whatever the order of its keys. */
export function definitionRevision(declaration: DagBindingDeclaration): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(declaration)))
    .digest("hex")
    .slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]),
  );
}
