import { entryPath, type PanosConfiguration } from "../../clients/panos";
import { escapeXml, textAt } from "../../clients/panos/xml";
import type { ConfigObject } from "./config-objects";
import { type MadeObject, noteOf, type ObjectChange, ownerMark } from "./plan-objects";

/** Carries out changes in their order. @param owners the one to be marked, then earlier ones. @returns how many calls changed something */
export async function writeObjects(
  configuration: PanosConfiguration,
  changes: readonly ObjectChange[],
  owners: readonly string[],
): Promise<number> {
  const owner = owners[0]!;
  for (const change of changes) {
    if (change.verb === "remove") await removeObject(configuration, change.made, owners);
    else if (change.verb === "rename")
      await configuration.rename(entryPath(change.object.container, change.from), change.object.name);
    else await writeObject(configuration, change, owner);
  }
  return changes.length;
}

async function writeObject(
  configuration: PanosConfiguration,
  { verb, object, move }: Extract<ObjectChange, { verb: "make" | "change" | "adopt" }>,
  owner: string,
): Promise<void> {
  const path = entryPath(object.container, object.name);
  const element = object.element(noteOf(object, owner));
  if (verb === "make") await configuration.set(object.container, element);
  else await configuration.edit(path, element);
  if (move && object.move) await configuration.move(path, object.move.where, object.move.dst);
}

/**
 * Removes an object, or gives back one that was there before: then only the mark goes. One that no longer carries a mark
 * of ours is left alone.
 */
export async function removeObject(
  configuration: PanosConfiguration,
  { kind, name, container, adopted }: MadeObject,
  owners: readonly string[],
): Promise<"removed" | "given back" | "gone" | "left alone"> {
  const path = entryPath(container, name);
  const note = kind === "tag" ? "comments" : "description";
  const found = await configuration.candidate(path);
  if (found === undefined) return "gone";
  const text = textAt(found, note) ?? "";
  const mark = owners.map(ownerMark).find((one) => text.includes(one));
  if (mark === undefined) return "left alone";
  if (!adopted) {
    await configuration.remove(path);
    return "removed";
  }
  const plain = text.replace(mark, "").trim();
  await configuration.edit(`${path}/${note}`, `<${note}>${escapeXml(plain)}</${note}>`);
  return "given back";
}

/** What stands in the state once an object is as declared. */
export function madeOf(
  objects: readonly ConfigObject[],
  changes: readonly ObjectChange[],
  before: readonly MadeObject[],
): MadeObject[] {
  return objects.map(({ kind, name, container }) => {
    const isAdopted =
      changes.some((change) => change.verb === "adopt" && change.object.kind === kind) ||
      before.some((old) => old.kind === kind && old.container === container && old.adopted === true);
    return { kind, name, container, ...(isAdopted && { adopted: true }) };
  });
}
