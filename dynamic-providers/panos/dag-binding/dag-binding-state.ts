import type { PceIdentity } from "../../../clients/pce/connection-settings";
import { type DagBindingDefinition, type DagTarget, revisionTag } from "../../../core/dag";
import type { LabelExpression } from "../../../core/labels/label-expression";
import { sortedJson } from "../../../core/reconcile/declaration";
import type { MadeObject } from "../../../reconcilers/dag/objects/made-object";
import type { Membership } from "../../lifecycle/membership";
import type { FirewallIdentity } from "../firewalls";
import type { AddressGroupInputs, BindingConfiguration, RuleInputs } from "../objects/config-objects";

/** Where a binding was written; part of its outputs. */
export interface BindingPlace extends FirewallIdentity {
  readonly pce: PceIdentity;
}

/** What `check` makes of the arguments. */
export interface DagBindingInputs {
  /** Unknown in a preview in which an argument is unknown. */
  readonly definition: DagBindingDefinition;
  /** As the user wrote it. */
  readonly name?: string;
  readonly connection?: string | null;
  readonly tag?: string;
  /** Copies from the definition, for the outputs; a state of an earlier release has them as the user wrote them. */
  readonly target?: DagTarget;
  readonly labels?: LabelExpression;
  readonly adopt?: boolean;
  readonly takeOverFrom?: string;
  readonly addressGroup?: AddressGroupInputs;
  readonly rule?: RuleInputs;
  readonly commit?: BindingConfiguration["commit"];
  readonly membership?: Membership;
  readonly exportMembers?: boolean;
  /**
   * Set where addresses have to enter or leave: `+3 -1 = 1204`. Unknown in a preview that does not know the members.
   */
  readonly summary?: string;
}

export interface DagBindingState extends DagBindingInputs {
  /** Eight hex digits, new at each create; they end the revision tag on the firewall. */
  readonly incarnation: string;
  /** Tag, address group and rule that the binding made, or took over. */
  readonly made?: readonly MadeObject[];
  readonly place: BindingPlace;
  readonly tag: string;
  /** Filter for an address group that holds exactly the addresses with the tag. */
  readonly filter: string;
  readonly groupName?: string;
  readonly owner?: string;
  readonly revision?: string;
  /** With `exportMembers`: address → workloads. */
  readonly members?: Readonly<Record<string, readonly string[]>>;
  readonly memberCount: number;
  /** Differs when the members differ. */
  readonly memberDigest: string;
  /** How many addresses were left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Only after a refresh, where the firewall differs: address → `missing` or `not a member`. */
  readonly drift?: Readonly<Record<string, string>>;
  readonly complete?: boolean;
}

/** The part of the arguments that is about configuration: address group, rule and commit. */
export function configurationOf({
  addressGroup,
  rule,
  commit,
}: Pick<DagBindingInputs, "addressGroup" | "rule" | "commit">): BindingConfiguration {
  return { ...(addressGroup && { addressGroup }), ...(rule && { rule }), commit: commit ?? "none" };
}

/** The revision tag that stands on the firewall for a state. */
export function revisionTagOf(inputs: DagBindingInputs, incarnation: string): string {
  const { commit: _, ...configuration } = configurationOf(inputs);
  return revisionTag({
    ...inputs.definition,
    ...(inputs.addressGroup && { configuration: sortedJson(configuration) }),
    incarnation,
  });
}
