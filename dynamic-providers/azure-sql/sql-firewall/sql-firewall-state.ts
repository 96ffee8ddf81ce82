import type { PceIdentity } from "../../../clients/pce/connection-settings";
import { markerName, type SqlFirewallDefinition, type SqlServerPlace } from "../../../core/sql-firewall";
import type { Membership } from "../../lifecycle/membership";

/** Where a firewall was written; part of its outputs. */
export interface FirewallPlace {
  readonly pce: PceIdentity;
  /** Id of the server in Azure Resource Manager. */
  readonly serverId: string;
}

/** What `check` makes of the arguments. */
export interface SqlFirewallInputs {
  /** Unknown in a preview in which an argument is unknown. */
  readonly definition: SqlFirewallDefinition;
  /** Copy from the definition, for the outputs. */
  readonly server?: SqlServerPlace;
  /** As the user wrote it, as are the next two. */
  readonly name?: string;
  readonly prefix?: string | null;
  readonly connection?: string | null;
  readonly adopt?: boolean;
  readonly takeOverFrom?: string;
  readonly membership?: Membership;
  /** Set where rules have to be written or removed: `+3 -1 = 12`. Unknown in a preview that does not know the ranges. */
  readonly summary?: string;
}

/** What the outputs say of the rules. */
export interface FirewallFigures {
  /** Number of ranges of public addresses that are admitted. */
  readonly ranges: number;
  /** Number of rules of the declaration, the marker aside. */
  readonly rules: number;
  /** Differs when the ranges or subnets differ: 16 hex digits. */
  readonly digest: string;
  /** How many consumers, or parts of them, are not in the firewall, by reason. */
  readonly notExpressible: Readonly<Record<string, number>>;
  /** Number of workloads that come in behind an address of others although no rule allows them. */
  readonly sharedEgressCount: number;
}

export interface SqlFirewallState extends SqlFirewallInputs, FirewallFigures {
  /** Eight hex digits, new at each create; they end the name of the marker rule. */
  readonly incarnation: string;
  readonly place: FirewallPlace;
  readonly serverId: string;
  readonly owner: string;
  readonly revision: string;
  /** Only after a refresh, where the server differs: what → how. */
  readonly drift?: Readonly<Record<string, string>>;
  readonly complete?: boolean;
}

const OUTPUTS = [
  "ranges",
  "rules",
  "digest",
  "notExpressible",
  "sharedEgressCount",
  "incarnation",
  "place",
  "serverId",
  "owner",
  "revision",
  "drift",
  "complete",
  "schemaVersion",
  "summary",
];

/** The inputs in a state: only what the user wrote, and the definition. */
export function inputsOf(state: SqlFirewallState): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !OUTPUTS.includes(name)));
}

/** Name of the marker rule that stands on the server for a state. */
export function markOf({
  definition,
  incarnation,
}: Pick<SqlFirewallState, "definition" | "incarnation">): string {
  return markerName(definition, incarnation);
}
