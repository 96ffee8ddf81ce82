import { entryPath, type PanosConfiguration } from "../../../clients/panos";
import { markedNote } from "../../../core/ownership/note-mark";
import type { MadeObject } from "../../../reconcilers/dag/objects/made-object";
import { removeObject } from "../../../reconcilers/dag/objects/remove-object";
import type { ConfigObject } from "./config-objects";
import type { ObjectChange, ObjectPlan } from "./plan-objects";

/**
 * Carries out changes in their order. @param owners the one to mark with, then earlier ones. @param incarnation that
 * the marks name besides the owner. @param former owner that they name too. @returns how many calls changed something
 */
export async function writeObjects(
  configuration: PanosConfiguration,
  { changes, adopted }: Pick<ObjectPlan, "changes" | "adopted">,
  owners: readonly string[],
  incarnation?: string,
  former?: string,
): Promise<number> {
  const owner = owners[0]!;
  for (const change of changes) {
    if (change.verb === "remove") await removeObject(configuration, change.made, owners);
    else if (change.verb === "rename")
      await configuration.rename(entryPath(change.object.container, change.from), change.object.name);
    else
      await writeObject(
        configuration,
        change,
        markedNote(
          change.object.description,
          owner,
          adopted.includes(change.object.kind),
          incarnation,
          former,
        ),
      );
  }
  return changes.length;
}

async function writeObject(
  configuration: PanosConfiguration,
  { verb, object, move }: Extract<ObjectChange, { verb: "make" | "change" | "adopt" }>,
  note: string,
): Promise<void> {
  const path = entryPath(object.container, object.name);
  const element = object.element(note);
  if (verb === "make") await configuration.set(object.container, element);
  else await configuration.edit(path, element);
  if (move && object.move) await configuration.move(path, object.move.where, object.move.dst);
}

/** The entry in the state for an object that is as declared. */
export function madeOf(
  objects: readonly ConfigObject[],
  { adopted }: Pick<ObjectPlan, "adopted">,
): MadeObject[] {
  return objects.map(({ kind, name, container }) => ({
    kind,
    name,
    container,
    ...(adopted.includes(kind) && { adopted: true }),
  }));
}
