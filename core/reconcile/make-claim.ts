import { IllumioIacError } from "../errors";
import { begunMark, type Claim, formerMark } from "./claim";
import { afterBeginning, afterEnforcing, type Verdict } from "./claim-contest";
import type { ClaimPlace } from "./reconciled-system";

/** A place and the claims to a subject that stood there when it was read, those of all owners. */
export interface ObservedPlace {
  readonly system: ClaimPlace;
  readonly claims: readonly Claim[];
}

/** A claim that is to be made. */
export interface OwnClaim {
  /** Where the claim is kept in each place. */
  readonly at: string;
  /** Mark with which the claim is in force in the end. */
  readonly mark: string;
  /** Whether a claim is taken over and not contested, whatever it declares: one of the same resource is. */
  readonly isOurs: (claim: Claim) => boolean;
  /** Marks of others that may be put out of force. */
  readonly replaced: ReadonlySet<string>;
  /**
   * Whether a claim that is put out of force stays recorded, to be given back. Without it none does, and what was recorded
   * before is removed.
   */
  readonly isGivenBack?: (claim: Claim) => boolean;
  /**
   * Starts to wait for rivals. Each call of the returned function waits a while and answers false once their time is
   * over.
   */
  readonly patience: () => () => Promise<boolean>;
  /** What to say when another claim came first, or a rival neither finished nor gave up. */
  readonly lostText: (place: string, rival: Claim, why: "came first" | "is unfinished") => string;
}

/** Another claim came first. What was claimed is taken back. */
export class ClaimLostError extends IllumioIacError {}

/**
 * Puts one claim in force in all places, or in none. Afterwards no other one is in force there.
 *
 * @param leaving places that are about to be left: when no other place can show that a claim was begun, one of these
 *   shows it
 * @returns function to call once all is done: it removes what shows that the claim was begun
 * @throws ClaimLostError when another claim came first in one of them
 */
export async function claimPlaces(
  places: readonly ObservedPlace[],
  own: OwnClaim,
  leaving: readonly ObservedPlace[] = [],
): Promise<() => Promise<void>> {
  const { at, mark } = own;
  const isOurs = (claim: Claim) => claim.stage === "in-force" && own.isOurs(claim);
  const standing = places.filter(({ claims }) => claims.some(isOurs));
  const written: ClaimPlace[] = [];
  try {
    for (const { system, claims } of [...standing, ...(standing.length === 0 ? leaving.slice(0, 1) : [])]) {
      if (claims.some((claim) => claim.mark === mark)) continue;
      await system.writeClaim({ at, mark });
      written.push(system);
    }
    for (const { system } of places.filter((one) => !standing.includes(one))) {
      await winPlace(system, own);
      written.push(system);
    }
  } catch (error) {
    if (error instanceof ClaimLostError) for (const system of written) await takeBackClaim(system, own);
    throw error;
  }
  for (const place of places) await putOthersOutOfForce(place, own);
  return async () => {
    for (const place of places) {
      const known = place.claims.filter(
        (claim) => claim.stage === "begun" && (own.isOurs(claim) || own.replaced.has(claim.mark)),
      );
      const contested = standing.includes(place) ? [] : [{ at, mark: begunMark(mark) }];
      const others = known.filter((claim) => contested.every((one) => one.mark !== claim.mark));
      for (const claim of [...contested, ...others]) await place.system.removeClaim(claim);
    }
  };
}

/** Of the claims that are recorded to be given back, only those that were taken over last stay. */
async function putOthersOutOfForce(
  { system, claims }: ObservedPlace,
  { mark, isGivenBack = () => false }: OwnClaim,
): Promise<void> {
  const others = claims.filter((claim) => claim.stage === "in-force" && claim.mark !== mark);
  const kept = others.filter(isGivenBack);
  for (const claim of claims.filter(({ stage }) => stage === "former"))
    if (kept.length > 0 || !isGivenBack(claim)) await system.removeClaim(claim);
  for (const claim of kept) await system.writeClaim({ at: claim.at, mark: formerMark(claim.mark) });
  for (const claim of others) await system.removeClaim(claim);
}

/** Puts a claim in force in a place that holds none of its own, against rivals that do the same at this moment. */
async function winPlace(system: ClaimPlace, own: OwnClaim): Promise<void> {
  const { at, mark } = own;
  const rivals = async () =>
    (await system.observe()).claims.filter(
      (claim) => claim.stage !== "former" && !own.isOurs(claim) && !own.replaced.has(claim.mark),
    );
  const giveUp = async (rival: Claim, why: "came first" | "is unfinished") => {
    await takeBackClaim(system, own);
    throw new ClaimLostError(own.lostText(system.place, rival, why));
  };
  const giveUpIfLost = async (verdict: Verdict) => {
    if (verdict.next === "give up") await giveUp(verdict.rival, "came first");
  };
  await system.writeClaim({ at, mark: begunMark(mark) });
  await giveUpIfLost(afterBeginning(mark, await rivals()));
  await system.writeClaim({ at, mark });
  const rest = own.patience();
  for (;;) {
    const verdict = afterEnforcing(mark, await rivals());
    await giveUpIfLost(verdict);
    if (verdict.next !== "wait") return;
    if (!(await rest())) await giveUp(verdict.rival, "is unfinished");
  }
}

/** Removes a claim that is not carried out from a place. */
async function takeBackClaim(system: ClaimPlace, { at, mark }: OwnClaim): Promise<void> {
  await system.removeClaim({ at, mark });
  await system.removeClaim({ at, mark: begunMark(mark) });
}

/**
 * Whether claims show a run that was cut off, or that the resource could not record: there may be more entries than the
 * resource knows of.
 *
 * @param mark of the last run that the resource recorded; undefined for a resource that is being created
 */
export function isUnfinished(
  claims: readonly Claim[],
  isOurs: (claim: Claim) => boolean,
  mark: string | undefined,
): boolean {
  const own = claims.filter(isOurs);
  if (own.some(({ stage }) => stage === "begun")) return true;
  if (mark === undefined) return own.length > 0;
  return own.length !== 1 || own[0]!.mark !== mark;
}
