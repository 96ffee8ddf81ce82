import type { PanosClient, RegisteredTable } from "../../../clients/panos";
import { type DagBindingDefinition, nameOfTable } from "../../../core/dag";
import { type Released, release } from "../../../core/reconcile/release";
import { BindingTable } from "../apply/binding-table";

/** What one creation of a resource claimed, whatever it declared then. */
export interface ReleasedBinding extends Released {
  readonly definition: DagBindingDefinition;
}

/**
 * Removes everything of a binding from a table: its tag from every address, then its claims. Where a declaration of
 * another owner or of a later creation is in force, the addresses belong to that one, and only the own claims are
 * removed.
 */
export async function releaseTable(
  { client, table }: { readonly client: PanosClient; readonly table: RegisteredTable },
  { definition, ...released }: ReleasedBinding,
  warn: (message: string) => void,
): Promise<void> {
  await release(new BindingTable(client, table, definition), released, (foreign) =>
    warn(
      `the addresses of the tag ${definition.tag} stay in ${nameOfTable(table)}: the declaration of somebody else is in ` +
        `force (${foreign.map(({ mark }) => mark).join(", ")})`,
    ),
  );
}
