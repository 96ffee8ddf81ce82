import { type DagBindingDefinition, revisionTag } from "../../core/dag";
import { IllumioIacError, PartialFailureError } from "../../core/errors";
import { nameOfTable } from "./binding-tables";
import type { BindingPlan } from "./plan-bindings";

/**
 * Puts this declaration in force on a table: its revision tag goes onto the reserved address, any other one goes away.
 *
 * @param replace whether another declaration may be put out of force
 * @returns whether anything was written
 * @throws IllumioIacError when another declaration is in force and may not be replaced
 */
export async function claimBinding(
  binding: BindingPlan,
  { replace }: { replace: boolean },
): Promise<boolean> {
  const { definition, table, firewall, revisions, stale } = binding;
  if (stale === undefined) return false;
  if (revisions.length > 0 && !replace)
    throw new IllumioIacError(
      `${stale}. Nothing was written; claim it with --replace if this one shall count`,
    );
  const wanted = tagOf(definition);
  const updates = revisions.filter(({ tag }) => tag !== wanted);
  const send = async (kind: "register" | "unregister", changes: typeof updates) => {
    const refused = await firewall.client.updateTags(table, { kind, updates: changes });
    if (refused.length === 0) return;
    const failures = refused.map(({ address, message }) => ({ item: `${kind} ${address}`, reason: message }));
    throw new PartialFailureError(`claim of ${definition.name} in ${nameOfTable(table)}`, failures, 0);
  };
  await send("unregister", updates);
  if (updates.length === revisions.length)
    await send("register", [{ address: definition.revisionAddress, tag: wanted }]);
  return true;
}

function tagOf({ tag, owner, revision }: DagBindingDefinition): string {
  return revisionTag(tag, owner, revision);
}
