import type { DagBindingDefinition } from "../../core/dag";
import type { BindingPlace } from "./binding-place";

/** What `check` makes of the arguments. */
export interface DagBindingInputs {
  /** Unknown to a preview in which an argument is. */
  readonly definition: DagBindingDefinition;
  readonly adopt?: boolean;
  /** In a preview with pending changes only: `+3 -1 = 1204`. */
  readonly summary?: string;
}

export interface DagBindingState extends DagBindingInputs {
  /** Eight hex digits, new at each create; they end the revision tag on the firewall. */
  readonly incarnation: string;
  readonly place: BindingPlace;
  readonly tag: string;
  /** For an address group: holds exactly what carries the tag. */
  readonly filter: string;
  readonly memberCount: number;
  /** Differs when the members do. */
  readonly memberDigest: string;
  /** How many addresses were left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Only after a refresh, where the firewall differs: address → `missing` or `not a member`. */
  readonly drift?: Readonly<Record<string, string>>;
  readonly complete?: boolean;
}
