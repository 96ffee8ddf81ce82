import type { FailedItem } from "../../core/errors";
import { firstTen } from "../../core/first-ten";
import type { BulkRemoval, FoundObject } from "./found";

export interface Outcome {
  readonly object: FoundObject;
  readonly failure?: FailedItem;
}

/** Order of removal: an object goes before the objects that it uses. */
const ORDER: readonly FoundObject["kind"][] = [
  "workload",
  "label",
  "rule",
  "address group",
  "tag",
  "entries",
];

/**
 * Removes one kind after the other. A refusal does not stop the others; an object that is used by something that is not
 * swept is not tried.
 *
 * @returns an outcome for each object, in the order given
 */
export async function removeFound(found: readonly FoundObject[]): Promise<Outcome[]> {
  const failures = new Map<FoundObject, FailedItem>();
  for (const kind of ORDER) {
    const objects = found.filter((object) => object.kind === kind);
    const [first] = objects;
    if (first && "together" in first.remove) await attemptAll(first.remove, objects, failures);
    else for (const object of objects) await attempt(object, failures);
  }
  return found.map((object) => {
    const failure = failures.get(object);
    return { object, ...(failure && { failure }) };
  });
}

async function attemptAll(
  { together }: BulkRemoval,
  objects: readonly FoundObject[],
  failures: Map<FoundObject, FailedItem>,
): Promise<void> {
  const errors = await together(objects);
  for (const [index, object] of objects.entries()) {
    const cause = errors[index];
    if (cause) failures.set(object, { item: itemOf(object), reason: cause.message, cause });
  }
}

async function attempt(object: FoundObject, failures: Map<FoundObject, FailedItem>): Promise<void> {
  const item = itemOf(object);
  if (object.usedBy.length > 0) {
    failures.set(object, { item, reason: `is in use by ${usersOf(object)}` });
    return;
  }
  try {
    if (typeof object.remove === "function") await object.remove();
  } catch (error) {
    failures.set(object, { item, reason: (error as Error).message, cause: error });
  }
}

function itemOf({ kind, name, where }: FoundObject): string {
  return `${kind} ${name} (${where})`;
}

/** The first ten by name, and the number of the rest. */
export function usersOf({ usedBy }: FoundObject): string {
  return firstTen(usedBy);
}
