import { entryPath, type PanosConfiguration } from "../../../clients/panos";
import { noteElement, noteOfEntry } from "../../../clients/panos/object-elements";
import { isOfIncarnation, noteMark, unmarkedNote } from "../../../core/ownership/note-mark";
import { type MadeObject, noteNameOf } from "./made-object";

/**
 * Removes an object; from one that existed before, only the mark is removed. An object that no longer carries a mark of
 * the owners is left alone.
 *
 * @param incarnation the mark may name no other one; without it, any
 */
export async function removeObject(
  configuration: PanosConfiguration,
  { kind, name, container, adopted }: MadeObject,
  owners: readonly string[],
  incarnation?: string,
): Promise<"removed" | "given back" | "gone" | "left alone"> {
  const path = entryPath(container, name);
  const found = await configuration.candidate(path);
  if (found === undefined) return "gone";
  const noteName = noteNameOf(kind);
  const note = noteOfEntry(found, noteName);
  const mark = noteMark(note, owners);
  if (mark === undefined || !isOfIncarnation(mark, incarnation)) return "left alone";
  if (!adopted && !mark.adopted) {
    await configuration.remove(path);
    return "removed";
  }
  await configuration.edit(`${path}/${noteName}`, noteElement(noteName, unmarkedNote(note, mark)));
  return "given back";
}
