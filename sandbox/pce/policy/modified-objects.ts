import type { PceStore } from "../pce-store";

/** The objects that one version changed, as `GET sec_policy/{version}/modified_objects` lists them. */
export function modifiedObjects(store: PceStore, version: number): object[] {
  const changes = store.policy.changesOf(version);
  const kinds = new Set(changes.map(({ kind }) => kind));
  const then = new Map([...kinds].map((kind) => [kind, store.policy.at(kind, version - 1)]));
  return changes.map(({ kind, href, row }) => {
    const before = then.get(kind)!.get(href);
    const { name, updated_at, updated_by } = (row ?? before)!;
    const type = row === undefined ? "delete" : before === undefined ? "create" : "update";
    return { object_type: kind, href, name, update_type: type, updated_at, updated_by };
  });
}
