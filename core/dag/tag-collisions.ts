import { collisions } from "../reconcile/collisions";
import type { DagBindingDeclaration } from "./binding-definition";
import { tableKeys } from "./target-tables";

type TaggedTarget = Pick<DagBindingDeclaration, "tag" | "target">;

/**
 * Keys for what a binding owns alone: its tag in each of its tables. Two bindings with a key in common cannot both be
 * followed. Tags that differ in case only are one administrative tag to PAN-OS.
 */
export function takenTags({ tag, target }: TaggedTarget): string[] {
  return tableKeys(target).map((table) => `${table} ${tag.toLowerCase()}`);
}

/** Each binding that shares a tag and a table with an earlier binding, paired with that earlier one. */
export function tagCollisions<Binding extends TaggedTarget>(
  bindings: readonly Binding[],
): (readonly [later: Binding, earlier: Binding])[] {
  return collisions(bindings, takenTags);
}
