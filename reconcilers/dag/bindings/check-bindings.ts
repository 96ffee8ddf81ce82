import {
  type DagBindingDeclaration,
  type DagBindingDefinition,
  definitionRevision,
  tagCollisions,
} from "../../../core/dag";
import {
  checkDeclarations,
  type DeclarationKind,
  type DocumentContext,
} from "../../shared/check-declarations";
import { checkBinding } from "./binding-check";

export type BindingsContext = DocumentContext;

const BINDINGS: DeclarationKind<DagBindingDeclaration> = {
  one: "binding",
  many: "bindings",
  check: checkBinding,
  revision: definitionRevision,
  collisions: tagCollisions,
  collision: (earlier) => ["tag", `is the tag of ${earlier} too; a tag has one binding`],
};

/**
 * Makes definitions of `{owner?, bindings: {<name>: binding}}`. A binding may have an `owner`, a `name` and a
 * `connection` of its own, and the `revision` that was exported with it, which then has to be the digest of the binding
 * as it is in the document.
 *
 * @throws ConfigurationError that names every problem with its path
 */
export function checkBindings(content: unknown, context: BindingsContext): DagBindingDefinition[] {
  return checkDeclarations(content, BINDINGS, context);
}
