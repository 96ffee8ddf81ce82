import type { RegisteredTable } from "../../clients/panos";
import { type DagBindingDefinition, declaredBy, revisionTag, TableIndex } from "../../core/dag";
import { IllumioIacError, PartialFailureError } from "../../core/errors";
import { nameOfTable } from "./binding-tables";
import type { BindingPlan, Firewall } from "./plan-bindings";
import { syncTable } from "./sync-table";

/**
 * Puts this declaration in force on a table: its revision tag goes onto the reserved address, any other one goes away.
 *
 * @param replace whether another declaration may be put out of force
 * @param mark revision tag to write. @default that of the declaration, without an incarnation
 * @returns whether anything was written
 * @throws IllumioIacError when another declaration is in force and may not be replaced
 */
export async function claimBinding(
  binding: BindingPlan,
  { replace, mark }: { readonly replace: boolean; readonly mark?: string },
): Promise<boolean> {
  const { definition, table, firewall, revisions, stale } = binding;
  if (stale === undefined && (mark === undefined || revisions.every(({ tag }) => tag === mark))) return false;
  if (stale !== undefined && revisions.length > 0 && !replace)
    throw new IllumioIacError(
      `${stale}. Nothing was written; claim it with --replace if this one shall count`,
    );
  const wanted = mark ?? revisionTag(definition.tag, definition.owner, definition.revision);
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

/**
 * Takes everything of a binding off a table: its tag from every address, then the revision tag.
 *
 * @param known revision tag that goes; where it is gone or another one is in force, nothing is touched, with a warning
 *   unless that is a later incarnation of the same declaration
 */
export async function releaseBinding(
  { client }: Firewall,
  table: RegisteredTable,
  definition: DagBindingDefinition,
  known: string,
  warn: (message: string) => void,
): Promise<void> {
  const observed = new TableIndex(await client.registeredAddresses(table)).observed(definition.tag);
  const others = observed.revisions.filter(({ tag }) => tag !== known);
  if (others.length > 0) {
    const foreign = others.filter(({ tag }) => declaredBy(tag) !== declaredBy(known));
    const tags = foreign.map(({ tag }) => tag).join(", ");
    if (foreign.length === 0) return;
    warn(
      `the tag ${definition.tag} stays in ${nameOfTable(table)}: another declaration of it is in force (${tags})`,
    );
    return;
  }
  if (observed.revisions.length === 0 && observed.own.size > 0) {
    warn(
      `the tag ${definition.tag} stays in ${nameOfTable(table)}: its revision tag is gone, so nothing says that the ` +
        `${observed.own.size} addresses are still ours`,
    );
    return;
  }
  const unregister = [...observed.own.values()].map(({ written }) => written);
  await syncTable(client, table, definition, {
    register: [],
    unregister,
    kept: 0,
    problems: [],
    warnings: [],
  });
  const refused = await client.updateTags(table, { kind: "unregister", updates: observed.revisions });
  if (refused.length === 0) return;
  const failures = refused.map(({ address, message }) => ({
    item: `unregister ${address}`,
    reason: message,
  }));
  throw new PartialFailureError(
    `release of ${definition.name} in ${nameOfTable(table)}`,
    failures,
    unregister.length,
  );
}
