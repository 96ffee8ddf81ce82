import type { DagBindingDefinition } from "../../core/dag";
import type { BindingPlace } from "./binding-place";
import type { AddressGroupInputs, BindingConfiguration, RuleInputs } from "./config-objects";
import type { MadeObject } from "./plan-objects";

/** What `check` makes of the arguments. */
export interface DagBindingInputs {
  /** Unknown to a preview in which an argument is. */
  readonly definition: DagBindingDefinition;
  readonly adopt?: boolean;
  readonly addressGroup?: AddressGroupInputs;
  readonly rule?: RuleInputs;
  readonly commit?: BindingConfiguration["commit"];
  readonly membership?: "deploy" | "sync";
  readonly exportMembers?: boolean;
  /** In a preview with pending changes only: `+3 -1 = 1204`. */
  readonly summary?: string;
}

export interface DagBindingState extends DagBindingInputs {
  /** Eight hex digits, new at each create; they end the revision tag on the firewall. */
  readonly incarnation: string;
  /** Tag, address group and rule that the binding made, or took over. */
  readonly made?: readonly MadeObject[];
  readonly place: BindingPlace;
  readonly tag: string;
  /** For an address group: holds exactly what carries the tag. */
  readonly filter: string;
  readonly groupName?: string;
  readonly owner?: string;
  readonly revision?: string;
  /** With `exportMembers`: address → workloads. */
  readonly members?: Readonly<Record<string, readonly string[]>>;
  readonly memberCount: number;
  /** Differs when the members do. */
  readonly memberDigest: string;
  /** How many addresses were left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Only after a refresh, where the firewall differs: address → `missing` or `not a member`. */
  readonly drift?: Readonly<Record<string, string>>;
  readonly complete?: boolean;
}

/** What a binding says of configuration. */
export function configurationOf({ addressGroup, rule, commit }: DagBindingInputs): BindingConfiguration {
  return { ...(addressGroup && { addressGroup }), ...(rule && { rule }), commit: commit ?? "none" };
}
