import { entryPath } from "../../../clients/panos";
import { noteElement, noteOfEntry } from "../../../clients/panos/object-elements";
import { revisionTag } from "../../../core/dag";
import { markedNote, noteMark, unmarkedNote } from "../../../core/ownership/note-mark";
import { shortened } from "../../../core/ownership/owner-reference";
import { isOwnClaim } from "../../../core/reconcile/release";
import { commitText } from "../../../reconcilers/dag/commit/commit-changes";
import { noteNameOf } from "../../../reconcilers/dag/objects/made-object";
import type { RunContext } from "../../lifecycle/resource-provider";
import type { BindingSystems } from "../../panos/dag-binding/binding-systems";
import type { DagBindingState } from "../../panos/dag-binding/dag-binding-state";
import type { placesOf } from "../../panos/dag-binding/unfinished";
import { isCommitted, pushOf } from "../../panos/objects/binding-objects";

/**
 * Gives the tag of a binding, its addresses, group and rule back to the owner from which they were taken over: claim and
 * marks name that one again, and all else stays as it is. The former declaration is in force again where it equals the
 * one that is given up; another one is once its resource is updated.
 */
export async function giveBack(
  state: DagBindingState,
  former: string,
  places: Awaited<ReturnType<typeof placesOf>>,
  systems: BindingSystems,
  run: RunContext,
): Promise<void> {
  const { definition, incarnation, made = [] } = state;
  const owner = shortened(former);
  const own = { owners: [definition.owner], incarnation };
  const mark = revisionTag({ ...definition, owner });
  const { configuration } = systems.firewall(definition).client;
  await systems.commit(definition).during(async (commit) => {
    for (const { kind, name, container } of made) {
      const path = entryPath(container, name);
      const noteName = noteNameOf(kind);
      const note = noteOfEntry((await configuration.candidate(path)) ?? {}, noteName);
      const held = noteMark(note, own.owners);
      if (held === undefined) continue;
      const given = markedNote(unmarkedNote(note, held), owner, held.adopted);
      await configuration.edit(`${path}/${noteName}`, noteElement(noteName, given));
    }
    if (state.addressGroup !== undefined && isCommitted(state))
      run.say(`${definition.name}: ${commitText(await commit(pushOf(state)))}`);
  });
  // Last, so that a Delete that was cut off is gone on with.
  for (const { system, claims } of places) {
    const given = claims.filter((claim) => isOwnClaim(claim, own));
    if (given.length > 0) await system.writeClaim({ at: definition.revisionAddress, mark });
    for (const claim of given) await system.removeClaim(claim);
  }
  run.warn(
    `binding ${definition.name}: its tag ${definition.tag}, the addresses with it, its group and rule stay and are those ` +
      `of '${former}' again, because takeOverFrom names it. Leave out takeOverFrom and deploy, before you delete a ` +
      "binding for good",
  );
}
