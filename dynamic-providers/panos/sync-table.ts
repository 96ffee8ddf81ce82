import type { PanosClient, RegisteredTable } from "../../clients/panos";
import { canonicalAddress } from "../../core/addresses/ip-address";
import { type DagBindingDefinition, type TablePlan, type TagMessage, tagMessages } from "../../core/dag";
import { type FailedItem, PartialFailureError } from "../../core/errors";

export interface SyncResult {
  readonly registered: number;
  readonly unregistered: number;
  /** Messages sent, those of the second try included. */
  readonly messages: number;
}

export interface EntryOptions {
  /** Seconds after which what is registered ends. @default never */
  readonly timeoutInSeconds?: number;
}

/**
 * Carries out a plan on one table and reads back what came of it. What is not as planned then is tried once more,
 * entry by entry.
 *
 * @throws PartialFailureError that names every address that is still not as planned, in the firewall's own words
 */
export async function syncTable(
  client: PanosClient,
  table: RegisteredTable,
  definition: DagBindingDefinition,
  plan: TablePlan,
  options: EntryOptions = {},
): Promise<SyncResult> {
  const { tag } = definition;
  const register = plan.register.map(({ address }) => ({ address, tag }));
  const unregister = plan.unregister.map((address) => ({ address, tag }));
  const count = register.length + unregister.length;
  if (count === 0) return { registered: 0, unregistered: 0, messages: 0 };
  const said = new Map<string, string>();
  const send = (messages: readonly TagMessage[]) =>
    sendAll(client, table, { ...definition, ...options }, messages, said);

  let messages = await send(tagMessages({ register, unregister }));
  let open = await stillOpen(client, table, tag, plan);
  if (open.register.length + open.unregister.length > 0) {
    const one = (kind: TagMessage["kind"], addresses: readonly string[]) =>
      addresses.map((address): TagMessage => ({ kind, changes: [{ address, tag }] }));
    messages += await send([...one("unregister", open.unregister), ...one("register", open.register)]);
    open = await stillOpen(client, table, tag, plan);
  }
  const failures = [
    ...failed("register", open.register, said),
    ...failed("unregister", open.unregister, said),
  ];
  if (failures.length > 0)
    throw new PartialFailureError(`binding ${definition.name}`, failures, count - failures.length);
  return { registered: register.length, unregistered: unregister.length, messages };
}

/** A message whose answer is lost may have arrived, so what became of it is read back and not guessed. */
async function sendAll(
  client: PanosClient,
  table: RegisteredTable,
  { persistent, timeoutInSeconds }: DagBindingDefinition & EntryOptions,
  messages: readonly TagMessage[],
  said: Map<string, string>,
): Promise<number> {
  for (const { kind, changes } of messages) {
    try {
      for (const { address, message } of await client.updateTags(table, {
        kind,
        updates: changes,
        persistent,
        ...(timeoutInSeconds !== undefined && { timeoutInSeconds }),
      }))
        said.set(address, message);
    } catch (error) {
      for (const { address } of changes) said.set(address, (error as Error).message);
    }
  }
  return messages.length;
}

async function stillOpen(client: PanosClient, table: RegisteredTable, tag: string, plan: TablePlan) {
  const found = new Map<string, string>();
  for (const { address, tags } of await client.registeredAddresses(table, { tag })) {
    const canonical = canonicalAddress(address);
    if (canonical !== undefined && tags.some(({ name }) => name === tag)) found.set(canonical, address);
  }
  return {
    register: plan.register.map(({ address }) => address).filter((address) => !found.has(address)),
    unregister: plan.unregister.filter((address) => found.has(canonicalAddress(address)!)),
  };
}

function failed(kind: string, addresses: readonly string[], said: ReadonlyMap<string, string>): FailedItem[] {
  return addresses.map((address) => ({
    item: `${kind} ${address}`,
    reason: said.get(address) ?? "the firewall took the message without a word, and it has no effect",
  }));
}
