import { entryPath } from "../../../clients/panos";
import { noteElement, noteOfEntry } from "../../../clients/panos/object-elements";
import { attribute } from "../../../clients/panos/xml";
import { anyNoteMark, markedNote, unmarkedNote } from "../../../core/ownership/note-mark";
import { isClaimOf } from "../../../core/reconcile/claim";
import { isOwnClaim } from "../../../core/reconcile/release";
import { commitText } from "../../../reconcilers/dag/commit/commit-changes";
import { noteNameOf, objectPlaces } from "../../../reconcilers/dag/objects/made-object";
import type { RunContext } from "../../lifecycle/resource-provider";
import type { BindingSystems } from "../../panos/dag-binding/binding-systems";
import type { DagBindingState } from "../../panos/dag-binding/dag-binding-state";
import type { placesOf } from "../../panos/dag-binding/unfinished";
import { isCommitted, pushOf } from "../../panos/objects/binding-objects";
import { scopeOf } from "../../panos/objects/config-objects";

/**
 * Leaves a binding to the resource that took it over, when the former one is deleted: nothing names the former one then.
 *
 * @returns whether any of the places had passed to another resource
 */
export async function endHandOver(
  state: DagBindingState,
  places: Awaited<ReturnType<typeof placesOf>>,
  systems: BindingSystems,
  run: RunContext,
): Promise<boolean> {
  const { definition, incarnation } = state;
  const own = { owners: [definition.owner], incarnation };
  const passed = places.flatMap(({ system, revisions, former }) => {
    if (revisions.some((claim) => isClaimOf(claim, own.owners))) return [];
    return former.filter((claim) => isOwnClaim(claim, own)).map((claim) => ({ system, claim }));
  });
  if (passed.length === 0) return false;
  // First, because it alone decides; a name that is left in the marks goes with the next change of the binding.
  for (const { system, claim } of passed) await system.removeClaim(claim);
  if (state.addressGroup !== undefined) await forgetFormer(state, systems, run);
  run.say(`${definition.name}: another construct of this stack has gone on with the binding, so it stays`);
  return true;
}

/** Takes the former owner out of the marks of the objects. */
async function forgetFormer(state: DagBindingState, systems: BindingSystems, run: RunContext): Promise<void> {
  const { definition } = state;
  const { configuration } = systems.firewall(definition).client;
  await systems.commit(definition).during(async (commit) => {
    for (const { kind, container } of objectPlaces(scopeOf(definition)))
      for (const entry of await configuration.entries(container)) {
        const noteName = noteNameOf(kind);
        const note = noteOfEntry(entry, noteName);
        const mark = anyNoteMark(note);
        if (mark?.former !== definition.owner) continue;
        const kept = markedNote(unmarkedNote(note, mark), mark.owner, mark.adopted, mark.incarnation);
        const path = entryPath(container, attribute(entry, "name") ?? "");
        await configuration.edit(`${path}/${noteName}`, noteElement(noteName, kept));
      }
    if (isCommitted(state)) run.say(`${definition.name}: ${commitText(await commit(pushOf(state)))}`);
  });
}
