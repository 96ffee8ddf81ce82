import { type DagBindingDefinition, dagMembers, type Members, type PceFacts } from "../../../core/dag";
import { isConfigurationError } from "../../../core/errors";

const known = new WeakMap<PceFacts, Map<string, Members>>();

/** The members of a binding, computed once for each declaration and reading of the PCE. */
export function membersOf(definition: DagBindingDefinition, facts: PceFacts): Members {
  const members = known.get(facts) ?? new Map<string, Members>();
  known.set(facts, members);
  const found = members.get(definition.revision) ?? dagMembers(definition, facts);
  members.set(definition.revision, found);
  return found;
}

/** The error that names what a binding uses and the PCE does not have; undefined when the PCE has everything. */
export function missingFor(definition: DagBindingDefinition, facts: PceFacts): Error | undefined {
  try {
    membersOf(definition, facts);
    return undefined;
  } catch (error) {
    if (isConfigurationError(error)) return error;
    throw error;
  }
}
