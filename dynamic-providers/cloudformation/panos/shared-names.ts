import { BindingCollisions } from "../../panos/dag-binding/binding-collisions";
import { configurationOf, type DagBindingInputs } from "../../panos/dag-binding/dag-binding-state";

/**
 * Names that a binding would have in common with the one that it replaces on the same firewall, as `addressGroup.name
 * 'web servers'`. CloudFormation makes the new one before it deletes the old one, and may give up the new one again, so
 * each needs names of its own: a group has the filter of one tag only.
 */
export function sharedNames(before: DagBindingInputs, after: DagBindingInputs): string[] {
  const { firewall } = after.definition.target;
  const target = { ...before.definition.target, firewall };
  const collisions = new BindingCollisions();
  collisions.claim({ ...before.definition, owner: "before", target }, configurationOf(before));
  const shared = collisions.claim({ ...after.definition, owner: "after" }, configurationOf(after));
  const names: Readonly<Record<string, string | undefined>> = {
    tag: after.definition.tag,
    "addressGroup.name": after.addressGroup?.name,
    "rule.name": after.rule?.name,
  };
  return shared.map(({ path }) => `${path} '${names[path]}'`);
}
