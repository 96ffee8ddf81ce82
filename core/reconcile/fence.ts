import { IllumioIacError } from "../errors";
import { applyChanges } from "./apply-changes";
import { type Claim, isClaimFor } from "./claim";
import type { Declared } from "./declaration";
import type { ClaimPlace, ReconciledSystem } from "./reconciled-system";

/**
 * Standing of a declaration according to the claims of a place. A declaration that is not in force writes nothing
 * there.
 */
export type Standing = "in force" | "not claimed" | "another in force";

export function standingOf(claims: readonly Claim[], declared: Declared): Standing {
  const inForce = claims.filter(({ stage }) => stage === "in-force");
  if (inForce.length === 0) return "not claimed";
  return inForce.every((claim) => isClaimFor(claim, declared)) ? "in force" : "another in force";
}

/** Whether one of the claims that were found in force is still there. */
export async function isStillInForce(
  place: Pick<ClaimPlace, "hasClaim">,
  found: readonly Pick<Claim, "mark">[],
): Promise<boolean> {
  for (const claim of found) if (await place.hasClaim(claim)) return true;
  return false;
}

/**
 * Writes while a declaration is in force. What it added is taken back when it goes out of force meanwhile.
 *
 * @param found claims by which it was in force when the write was planned
 * @param adds entries that the write adds
 * @throws IllumioIacError when it is out of force before the write or after it; else what the write throws
 */
export async function writeInForce<Entry, Result>(
  system: ReconciledSystem<Entry>,
  found: readonly Claim[],
  adds: Iterable<Entry>,
  write: () => Promise<Result>,
): Promise<Result> {
  if (!(await isStillInForce(system, found)))
    throw new IllumioIacError("nothing was written: the declaration went out of force meanwhile");
  const written = await write().then(
    (result) => ({ result }),
    (failure: Error) => ({ failure }),
  );
  const inForce = await isStillInForce(system, found).catch((error) => {
    throw "failure" in written ? written.failure : error;
  });
  if (!inForce) await takeBackEntries(system, adds);
  if ("failure" in written) throw written.failure;
  return written.result;
}

/**
 * Takes back what a declaration added that has gone out of force. After a destroy nothing else would remove these
 * entries; where another declaration is in force, they are left to the reconciler of that one.
 *
 * @throws IllumioIacError always; it says which of the two happened
 */
export async function takeBackEntries<Entry>(
  system: ReconciledSystem<Entry>,
  adds: Iterable<Entry>,
): Promise<never> {
  const { claims, entries } = await system.observe();
  if (claims.some(({ stage }) => stage === "in-force"))
    throw new IllumioIacError("another declaration was put in force meanwhile");
  const ours = new Set(Array.from(adds, (entry) => system.keyOf(entry)));
  const remove = [...entries].flatMap(([key, entry]) => (ours.has(key) ? [entry] : []));
  await applyChanges(system, { add: [], remove });
  throw new IllumioIacError("the declaration went out of force meanwhile; what was added was taken back");
}
