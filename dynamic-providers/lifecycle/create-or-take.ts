import type { OwnerMark } from "../../core/ownership/owner-mark";
import { fitsHandedOver } from "../../core/ownership/stack-reference";
import { type Claim, type Consent, claim, noWayBackNotice, takeOverNotice } from "./consent";
import { IncompleteResourceError } from "./incomplete-resource-error";
import type { Marks, Ownership } from "./ownership";
import type { RunContext } from "./resource-provider";

/** How an object that exists before create is found, named and marked. */
export interface Existing<Found> {
  /** Class of the resource: `Label`. */
  readonly kind: string;
  readonly marks: Marks<Found>;
  /** Looks for the object by its natural key. */
  find(): Promise<Found | undefined>;
  /** Name of the found object in messages. */
  nameOf(found: Found): string;
  /** When nothing is found, warns of objects whose natural key nearly matches. */
  warnOfNear(): Promise<void>;
}

/** How a resource is created. */
export interface Creation<Found, Created> extends Existing<Found> {
  create(ownership: Ownership): Promise<Created>;
  /** Makes the found object the object of this resource. */
  take(found: Found, ownership: Ownership): Promise<Created>;
  /**
   * After a failed create: finds what somebody else created first, or what this create made although its answer was
   * lost.
   */
  findAfter?(error: unknown): Promise<Found | undefined>;
}

/**
 * Creates an object, unless it exists already. An existing object of ours, left by a run that was cut off after it made
 * it, is brought up to date. One of another resource or of somebody else is refused, or taken over or adopted if the
 * program says so.
 *
 * @throws IllumioIacError when the existing object may not be used
 */
export async function createOrTake<Found, Created>(
  creation: Creation<Found, Created>,
  consent: Consent,
  run: RunContext,
): Promise<Created> {
  const take = async (found: Found) => {
    const claimed = claimFound(creation, found, consent, run);
    try {
      return await creation.take(found, ownershipOf(claimed, creation.marks.markOf(found), run));
    } catch (error) {
      if (error instanceof IncompleteResourceError) error.existedBefore = true;
      throw error;
    }
  };
  const existing = await creation.find();
  if (existing !== undefined && !(await isBeingGivenUp(creation, existing, consent, run)))
    return take(existing);
  const next = existing === undefined ? undefined : await creation.find();
  if (next !== undefined) return take(next);
  await creation.warnOfNear();
  try {
    return await creation.create(newOwnership(run));
  } catch (error) {
    const rival = await creation.findAfter?.(error);
    if (rival === undefined) throw error;
    return take(rival);
  }
}

/**
 * Decides whether the found object may be used, and tells the user what a take-over does.
 *
 * @throws IllumioIacError when it may not be used
 */
export function claimFound<Found>(
  { kind, marks, nameOf }: Pick<Existing<Found>, "kind" | "marks" | "nameOf">,
  found: Found,
  consent: Consent,
  run: RunContext,
): Claim {
  const what = nameOf(found);
  const claimed = claim({ what, kind, marks, found }, consent, run);
  if (claimed !== "taken over") return claimed;
  const owner = marks.ownerOf(found)!;
  const isKept = isGivenBack(run, owner);
  run.warn(takeOverNotice(what, owner, isKept));
  if (run.takesWithinStack === true && !isKept) run.warn(noWayBackNotice(what, owner));
  return claimed;
}

/** Whether it is worth to look again: another resource of the stack has the object, and may be about to rename it. */
async function isBeingGivenUp<Found>(
  creation: Existing<Found>,
  found: Found,
  consent: Consent,
  run: RunContext,
): Promise<boolean> {
  const { kind, marks, nameOf } = creation;
  if (run.settle === undefined || marks.markOf(found)?.former === run.owner) return false;
  if (claim({ what: nameOf(found), kind, marks, found }, consent, run) !== "handed over") return false;
  await run.settle();
  return true;
}

function newOwnership(run: RunContext, adopted = false): Ownership {
  return { reference: run.owner, incarnation: run.newIncarnation(), adopted };
}

/** Whether an object that is taken over from an owner elsewhere goes back to it in a rollback. */
function isGivenBack({ takesWithinStack, owner }: RunContext, former: string): boolean {
  return takesWithinStack === true && fitsHandedOver(owner, former);
}

/**
 * Ownership of an object that existed. One that passes from one resource of the stack to another keeps its incarnation
 * and the name of the former: until that one is deleted, either may turn out to be the one that stays. One that is taken
 * over from elsewhere keeps both too, for a rollback.
 */
function ownershipOf(claimed: Claim, mark: OwnerMark | undefined, run: RunContext): Ownership {
  const former = claimed === "ours" ? mark?.former : mark?.reference;
  const passes = claimed === "taken over" ? isGivenBack(run, former ?? "") : claimed !== "adopted";
  const isPassing = passes && former !== undefined && former !== run.owner;
  const ownership = newOwnership(run, claimed === "adopted");
  if (!isPassing) return ownership;
  return { ...ownership, incarnation: mark?.incarnation ?? ownership.incarnation, former };
}
