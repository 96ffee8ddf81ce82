import { type PanosConfiguration, PanosError } from "../../../clients/panos";
import { noteOfEntry } from "../../../clients/panos/object-elements";
import { attribute } from "../../../clients/panos/xml";
import type { NamedBinding } from "../../../core/dag";
import { isHttpStatusError } from "../../../core/errors";
import { isOfIncarnation, noteMark } from "../../../core/ownership/note-mark";
import { type MadeObject, noteNameOf, objectPlaces } from "../../../reconcilers/dag/objects/made-object";
import { scopeOf } from "./config-objects";

/**
 * Every object in the scope of a binding that carries a mark of its owners, whatever its name, in the order in which
 * they are made. Empty where the administrator may not read the configuration: then nothing was written there either.
 *
 * @param incarnation the mark may name no other one; without it, any
 */
export async function markedObjects(
  configuration: PanosConfiguration,
  definition: NamedBinding,
  owners: readonly string[],
  incarnation?: string,
): Promise<MadeObject[]> {
  try {
    return await search(configuration, definition, owners, incarnation);
  } catch (error) {
    if (isRefusedRight(error)) return [];
    throw error;
  }
}

async function search(
  configuration: PanosConfiguration,
  definition: NamedBinding,
  owners: readonly string[],
  incarnation: string | undefined,
): Promise<MadeObject[]> {
  const found: MadeObject[] = [];
  for (const { kind, container } of objectPlaces(scopeOf(definition)))
    for (const entry of await configuration.entries(container)) {
      const mark = noteMark(noteOfEntry(entry, noteNameOf(kind)), owners);
      if (mark === undefined || !isOfIncarnation(mark, incarnation)) continue;
      const object = { kind, name: attribute(entry, "name") ?? "", container };
      found.push({ ...object, ...(mark.adopted && { adopted: true }) });
    }
  return found;
}

const UNAUTHORIZED = 16;

function isRefusedRight(error: unknown): boolean {
  if (isHttpStatusError(error)) return error.status === 403;
  return error instanceof PanosError && error.code === UNAUTHORIZED;
}
