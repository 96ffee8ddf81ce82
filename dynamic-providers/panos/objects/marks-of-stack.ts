import type { PanosConfiguration } from "../../../clients/panos";
import { noteOfEntry } from "../../../clients/panos/object-elements";
import type { DagBindingDefinition } from "../../../core/dag";
import { anyNoteMark, isOfIncarnation } from "../../../core/ownership/note-mark";
import { type Claim, isClaimOf } from "../../../core/reconcile/claim";
import { noteNameOf, objectPlaces } from "../../../reconcilers/dag/objects/made-object";
import { scopeOf } from "./config-objects";

/** One creation of a resource, as the marks on objects name it. */
export interface MarkOwner {
  readonly owner: string;
  readonly incarnation?: string;
}

/**
 * Finds out whose claims these are: a claim holds a digest of its owner only, and the marks on tag, address group and rule
 * name it in full.
 *
 * @returns the creations whose marks are found, and the owners named, also those whose object passed to another one
 */
export async function ownersOfClaims(
  configuration: PanosConfiguration,
  definition: DagBindingDefinition,
  claims: readonly Claim[],
): Promise<{ readonly owners: readonly MarkOwner[]; readonly named: readonly string[] }> {
  const owners: MarkOwner[] = [];
  const named = new Set<string>();
  for (const { kind, container } of objectPlaces(scopeOf(definition)))
    for (const entry of await configuration.entries(container)) {
      const mark = anyNoteMark(noteOfEntry(entry, noteNameOf(kind)));
      if (mark === undefined) continue;
      const { owner, former, incarnation } = mark;
      const claim = claims.find((one) => isClaimOf(one, [owner]) && isOfIncarnation(mark, one.incarnation));
      if (claim !== undefined) owners.push({ owner, ...(incarnation !== undefined && { incarnation }) });
      if (claim !== undefined) named.add(owner);
      else if (former !== undefined && claims.some((one) => isClaimOf(one, [former]))) named.add(former);
    }
  return { owners, named: [...named] };
}
