import { entryPath } from "../../../clients/panos";
import { noteElement, noteOfEntry } from "../../../clients/panos/object-elements";
import { revisionTag } from "../../../core/dag";
import { markedNote, noteMark, unmarkedNote } from "../../../core/ownership/note-mark";
import { isSameStack, shortened } from "../../../core/ownership/owner-reference";
import { stackOf } from "../../../core/ownership/stack-reference";
import { type Claim, inForceMark, isClaimOf, isClaimWithin } from "../../../core/reconcile/claim";
import { isOwnClaim } from "../../../core/reconcile/release";
import { releaseTable } from "../../../reconcilers/dag/claim/release-binding";
import { commitText } from "../../../reconcilers/dag/commit/commit-changes";
import { noteNameOf } from "../../../reconcilers/dag/objects/made-object";
import { removeObject } from "../../../reconcilers/dag/objects/remove-object";
import type { RunContext } from "../../lifecycle/resource-provider";
import type { BindingSystems } from "../../panos/dag-binding/binding-systems";
import type { DagBindingState } from "../../panos/dag-binding/dag-binding-state";
import type { placesOf } from "../../panos/dag-binding/unfinished";
import { isCommitted, pushOf } from "../../panos/objects/binding-objects";

type Places = Awaited<ReturnType<typeof placesOf>>;

/** To whom a binding goes back when its resource is deleted. */
export interface FormerOwner {
  /** Whether a claim is one of the former owner. */
  readonly isOf: (claim: Claim) => boolean;
  /** Its owner reference; undefined for one that the objects on the firewall name. */
  readonly owner?: string;
}

/**
 * The owner from whom a binding was taken over, and to whom a Delete gives it back: another resource of the stack while its
 * claim is recorded, or the one that `takeOverFrom` names.
 *
 * @returns undefined where the binding was not taken over
 */
export function formerOwner(
  { definition, takeOverFrom }: DagBindingState,
  places: Places,
): FormerOwner | undefined {
  const { owner } = definition;
  const isBeside = (claim: Claim) =>
    claim.stage !== "begun" && isClaimWithin(claim, stackOf(owner)) && !isClaimOf(claim, [owner]);
  if (places.some(({ claims }) => claims.some(isBeside))) return { isOf: isBeside };
  if (takeOverFrom === undefined || isSameStack(takeOverFrom, owner)) return undefined;
  const former = shortened(takeOverFrom);
  return { isOf: (claim) => isClaimOf(claim, [former]), owner: former };
}

/**
 * Gives the tag of a binding, its addresses, group and rule back: claim and marks name the former owner again, and all else
 * stays as it is. The former declaration is in force again; where it was another one, its next run sets the addresses right.
 */
export async function giveBack(
  state: DagBindingState,
  former: FormerOwner,
  places: Places,
  systems: BindingSystems,
  run: RunContext,
): Promise<void> {
  const { definition, incarnation } = state;
  const own = { owners: [definition.owner], incarnation };
  const incarnations = places.flatMap(({ claims }) =>
    claims.filter(former.isOf).map((claim) => claim.incarnation),
  );
  const to = await giveObjectsBack(state, former, incarnations[0], systems, run);
  // Last, so that a Delete that was cut off is gone on with.
  for (const place of places) {
    const { system, claims } = place;
    const given = claims.filter((claim) => isOwnClaim(claim, own));
    if (given.length === 0) continue;
    const theirs = claims.filter(former.isOf);
    const marks = theirs.map(({ at, mark }) => ({ at, mark: inForceMark(mark) }));
    if (marks.length === 0 && former.owner === undefined) {
      await releaseTable(place, { definition, ...own }, run.warn); // the former one was not here
      continue;
    }
    if (marks.length === 0)
      marks.push({
        at: definition.revisionAddress,
        mark: revisionTag({ ...definition, owner: former.owner! }),
      });
    for (const mark of marks) await system.writeClaim(mark);
    for (const claim of theirs.filter(({ stage }) => stage === "former")) await system.removeClaim(claim);
    for (const claim of given) await system.removeClaim(claim);
  }
  const what = `binding ${definition.name}: its tag ${definition.tag}, the addresses with it, its group and rule stay`;
  if (former.owner !== undefined)
    run.warn(
      `${what} and are those of '${former.owner}' again, because takeOverFrom names it. Leave out takeOverFrom and deploy, ` +
        "before you delete a binding for good",
    );
  else
    run.warn(
      `${what} and are left to ${to === undefined ? "another construct of this stack" : `'${to}'`}; if its stack has no such ` +
        "resource any more, they stay on the firewall until illumio-iac sweep removes them",
    );
}

/** @returns the owner whose marks the objects carry now; undefined where there is none */
async function giveObjectsBack(
  state: DagBindingState,
  former: FormerOwner,
  incarnation: string | undefined,
  systems: BindingSystems,
  run: RunContext,
): Promise<string | undefined> {
  const { definition, made = [] } = state;
  const { configuration } = systems.firewall(definition).client;
  let to = former.owner;
  await systems.commit(definition).during(async (commit) => {
    for (const object of made) {
      const path = entryPath(object.container, object.name);
      const noteName = noteNameOf(object.kind);
      const note = noteOfEntry((await configuration.candidate(path)) ?? {}, noteName);
      const held = noteMark(note, [definition.owner]);
      if (held === undefined) continue;
      const owner = former.owner ?? held.former;
      if (owner === undefined) {
        await removeObject(configuration, object, [definition.owner], state.incarnation); // was not taken over
        continue;
      }
      to = owner;
      const given = markedNote(unmarkedNote(note, held), owner, held.adopted, incarnation);
      await configuration.edit(`${path}/${noteName}`, noteElement(noteName, given));
    }
    if (state.addressGroup !== undefined && isCommitted(state))
      run.say(`${definition.name}: ${commitText(await commit(pushOf(state)))}`);
  });
  return to;
}
