import { hasUnknown } from "../../../core/checks/unknown";
import type { NamedBinding } from "../../../core/dag";
import type { RunContext } from "../../lifecycle/resource-provider";
import type { DagBindingInputs } from "./dag-binding-state";

/** Inputs of which no more than the name and the place of the binding has to be known. */
export type NamedInputs = Omit<DagBindingInputs, "definition"> & { readonly definition: NamedBinding };

/** What is known of inputs in whose definition something is unknown; name and place may be unknown too. */
export function namedInputs(inputs: DagBindingInputs, { owner }: Pick<RunContext, "owner">): NamedInputs {
  const { name, tag, target } = inputs;
  return { ...inputs, definition: { name: name!, tag: tag!, target: target!, owner } };
}

/** Whether the place of a binding is known, and whose claims there are its own. */
export function isPlaceKnown({ definition, takeOverFrom, adopt }: NamedInputs): boolean {
  return !hasUnknown([definition, takeOverFrom, adopt]);
}

/** Whether it is known too which objects of the configuration the binding makes. */
export function isConfigurationKnown(inputs: NamedInputs): boolean {
  return isPlaceKnown(inputs) && !hasUnknown([inputs.addressGroup, inputs.rule, inputs.commit]);
}
