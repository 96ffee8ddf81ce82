import type { DagBindingDefinition } from "../../../core/dag";
import { type StackKind, stackDeclarations } from "../../shared/stack-declarations";

const BINDING: StackKind = {
  resource: "DagBinding",
  one: "binding",
  noSecret: "it stands on the firewall in plain text anyway",
  properties: ["tag", "target", "labels", "revisionAddress"],
};

/**
 * The definitions of the `DagBinding` resources of a stack, as `stackDeclarations` finds them.
 *
 * @throws ConfigurationError when there is none, or that names every secret that stands in one
 */
export function stackBindings(content: unknown, source: string): DagBindingDefinition[] {
  return stackDeclarations(BINDING, content, source);
}
