import { IllumioIacError } from "../../../core/errors";
import { applyChanges } from "../../../core/reconcile/apply-changes";
import { type Claim, claimMark, isClaimOf } from "../../../core/reconcile/claim";
import { declarationRevision } from "../../../core/reconcile/declaration";
import { isStillInForce, standingOf, writeInForce } from "../../../core/reconcile/fence";
import { claimPlaces, isUnfinished } from "../../../core/reconcile/make-claim";
import { release } from "../../../core/reconcile/release";
import { removalProblem } from "../../../core/reconcile/removal-problem";
import { type ItemReport, reportOf } from "../../../core/reconcile/report";
import { setChanges } from "../../../core/reconcile/set-changes";
import type { RangesOfSet } from "./range-server";

/** A named set of ranges: the second thing that stands on the kernel, as small as it can be. */
export interface RangeSet {
  readonly name: string;
  readonly owner: string;
  readonly ranges: readonly string[];
  readonly maxRemovedShare: number;
}

/** What the engine notes down of a set that was deployed. */
export interface Noted {
  readonly set: RangeSet;
  readonly incarnation: string;
}

/** At a deployment: puts the declaration in force, then makes the server equal to it. */
export async function deploy(
  system: RangesOfSet,
  noted: Noted,
  patience: () => () => Promise<boolean> = () => async () => true,
): Promise<void> {
  const { set, incarnation } = noted;
  const { claims, entries } = await system.observe();
  const isOurs = (claim: Claim) => isClaimOf(claim, [set.owner]);
  const other = claims.find((claim) => claim.stage === "in-force" && !isOurs(claim));
  if (other) throw new IllumioIacError(`another declaration of ${set.name} is in force (${other.mark})`);
  const changes = changesOf(set, entries);
  const mark = claimMark({ ...declaredOf(set), subject: set.name, incarnation });
  const end = await claimPlaces([{ system, claims }], {
    at: mark,
    mark,
    isOurs,
    replaced: new Set(),
    patience,
    lostText: (place, rival, why) => `${set.name}: another declaration on ${place} ${why} (${rival.mark})`,
  });
  await applyChanges(system, changes);
  if (!(await isStillInForce(system, [{ mark }]))) throw new IllumioIacError(`${set.name} was taken over`);
  await end();
}

/** On a schedule: makes the server equal to the declaration, if that is the one in force. */
export async function sync(system: RangesOfSet, set: RangeSet): Promise<ItemReport> {
  const { claims, entries } = await system.observe();
  const standing = standingOf(claims, declaredOf(set));
  return reportOf(set.name, standing !== "in force", async () => {
    if (standing !== "in force") throw new IllumioIacError(`${set.name}: ${standing}`);
    const changes = changesOf(set, entries);
    if (changes.add.length + changes.remove.length === 0) return { added: 0, removed: 0 };
    return writeInForce(system, claims, changes.add, () => applyChanges(system, changes));
  });
}

/** When the set leaves the program. */
export function destroy(system: RangesOfSet, { set, incarnation }: Noted): Promise<void> {
  return release(system, { owners: [set.owner], incarnation }, () => undefined);
}

/** Whether an earlier deployment was cut off. */
export async function isCutOff(system: RangesOfSet, { set, incarnation }: Noted): Promise<boolean> {
  const { claims } = await system.observe();
  const mark = claimMark({ ...declaredOf(set), subject: set.name, incarnation });
  return isUnfinished(claims, (claim) => isClaimOf(claim, [set.owner]), mark);
}

function declaredOf({ owner, ...declaration }: RangeSet) {
  return { owner, revision: declarationRevision(declaration) };
}

function changesOf({ ranges, maxRemovedShare }: RangeSet, entries: ReadonlyMap<string, string>) {
  const { add, remove } = setChanges(new Set(ranges), entries);
  const counts = { own: entries.size, added: add.length, removed: remove.length };
  const problem = removalProblem({ ...counts, maxRemovedShare, entries: "ranges" });
  if (problem !== undefined) throw new IllumioIacError(problem);
  return { add, remove };
}
