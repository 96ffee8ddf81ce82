import type { PanosClient, RegisteredTable, TagUpdate } from "../../../clients/panos";
import { type DagBindingDefinition, tagMessages } from "../../../core/dag";
import { type FailedItem, PartialFailureError } from "../../../core/errors";

export interface RenewedTag {
  readonly tag: string;
  readonly persistent: boolean;
  /** Lifetime of the entries from now, in seconds; 0 is for ever. */
  readonly timeoutInSeconds: number;
}

/**
 * Registers existing entries again, so that their lifetime starts anew. Where a firewall refuses this as a duplicate,
 * the entry is unregistered and registered again at once.
 *
 * @throws PartialFailureError that names every address that was refused
 */
export async function renewEntries(
  client: PanosClient,
  table: RegisteredTable,
  { name }: Pick<DagBindingDefinition, "name">,
  addresses: readonly string[],
  { tag, persistent, timeoutInSeconds }: RenewedTag,
): Promise<void> {
  const register = (updates: readonly TagUpdate[]) =>
    client.updateTags(table, { kind: "register", updates, persistent, timeoutInSeconds });
  const failures: FailedItem[] = [];
  const changes = addresses.map((address) => ({ address, tag }));
  for (const { changes: updates } of tagMessages({ register: changes, unregister: [] })) {
    const refused = await register(updates);
    const duplicates = refused.filter(({ message }) => /already exists/i.test(message));
    const again = duplicates.map(({ address }) => ({ address, tag }));
    await client.updateTags(table, { kind: "unregister", updates: again });
    const others = refused.filter((refusal) => !duplicates.includes(refusal));
    for (const { address, message } of [...others, ...(await register(again))])
      failures.push({ item: `renew ${address}`, reason: message });
  }
  if (failures.length > 0)
    throw new PartialFailureError(`binding ${name}`, failures, addresses.length - failures.length);
}
