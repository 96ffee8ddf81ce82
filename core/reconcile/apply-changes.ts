import { type FailedItem, PartialFailureError } from "../errors";
import { chunks } from "./chunks";
import type { ChangeKind, EntryPlace } from "./reconciled-system";

export type EntryChanges<Entry> = Readonly<Record<ChangeKind, readonly Entry[]>>;

export interface AppliedChanges {
  readonly added: number;
  readonly removed: number;
  /** Calls that wrote, those of the second try included. */
  readonly calls: number;
}

/**
 * Carries out changes and reads back the result. Entries that are not as wanted then are tried once more, one by one.
 *
 * @throws PartialFailureError that names every entry that is still not as wanted, in the system's own words
 */
export async function applyChanges<Entry>(
  system: EntryPlace<Entry>,
  changes: EntryChanges<Entry>,
): Promise<AppliedChanges> {
  const { add, remove } = changes;
  const count = add.length + remove.length;
  if (count === 0) return { added: 0, removed: 0, calls: 0 };
  const said = new Map<string, string>();
  let calls = await send(system, changes, system.entriesPerCall, said);
  let open = await stillOpen(system, changes);
  if (open.add.length + open.remove.length > 0) {
    calls += await send(system, open, 1, said);
    open = await stillOpen(system, changes);
  }
  const failures = (["add", "remove"] as const).flatMap((kind) => failed(system, kind, open[kind], said));
  if (failures.length > 0) throw new PartialFailureError(system.title, failures, count - failures.length);
  return { added: add.length, removed: remove.length, calls };
}

/** Sends one call. A call whose answer is lost may have arrived, so its effect is read back and not guessed. */
async function send<Entry>(
  system: EntryPlace<Entry>,
  changes: EntryChanges<Entry>,
  entriesPerCall: number,
  said: Map<string, string>,
): Promise<number> {
  let calls = 0;
  const kinds: readonly ChangeKind[] = system.first === "add" ? ["add", "remove"] : ["remove", "add"];
  for (const kind of kinds)
    for (const entries of chunks(changes[kind], entriesPerCall)) {
      calls += 1;
      try {
        for (const { entry, reason } of await system.change(kind, entries))
          said.set(system.keyOf(entry), reason);
      } catch (error) {
        for (const entry of entries) said.set(system.keyOf(entry), (error as Error).message);
      }
    }
  return calls;
}

async function stillOpen<Entry>(
  system: EntryPlace<Entry>,
  { add, remove }: EntryChanges<Entry>,
): Promise<EntryChanges<Entry>> {
  const found = await system.readEntries();
  return {
    add: add.filter((entry) => !found.has(system.keyOf(entry))),
    remove: remove.filter((entry) => found.has(system.keyOf(entry))),
  };
}

function failed<Entry>(
  system: EntryPlace<Entry>,
  kind: ChangeKind,
  entries: readonly Entry[],
  said: ReadonlyMap<string, string>,
): FailedItem[] {
  return entries.map((entry) => ({
    item: system.changeText(kind, entry),
    reason:
      said.get(system.keyOf(entry)) ??
      `${system.system} took the message without a word, and it has no effect`,
  }));
}
