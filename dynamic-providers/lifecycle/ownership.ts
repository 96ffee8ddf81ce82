import { IllumioIacError } from "../../core/errors";
import { markText, type OwnerMark, readMark } from "../../core/ownership/owner-mark";
import type { RunContext } from "./resource-provider";

/** Where one kind of object keeps the mark of this package: in an external reference, a comment or a name. */
export interface MarkPlace<Found> {
  /** Name of the place in messages: `external reference`. */
  readonly name: string;
  /** Name of the system in messages: `the PCE`. */
  readonly system: string;
  /** The text of the mark on the object (`markText`); undefined when it has none of this package. */
  markOn(found: Found): string | undefined;
  /** Content of the place for messages, whoever wrote it. */
  shown(found: Found): string;
}

/** Owner of an object that carries a mark; part of the outputs of its resource. */
export interface Ownership {
  /** Owner reference as it was last written, without incarnation. */
  readonly reference: string;
  /** Eight hex digits, new at each create. */
  readonly incarnation: string;
  /** Taken over from someone else: the mark is not written, and destroy leaves the object in place. */
  readonly adopted: boolean;
  /** Owner reference of the resource that had the object before and to which a rollback of CloudFormation gives it back. */
  readonly former?: string;
}

/** Decides by the marks on objects of one kind to which resource they belong. */
export class Marks<Found> {
  constructor(readonly place: MarkPlace<Found>) {}

  /**
   * The owner reference on an object; undefined when this package did not make it, empty when the mark names no owner.
   */
  ownerOf(found: Found): string | undefined {
    return this.markOf(found)?.reference;
  }

  /** What the mark on an object says; undefined when this package did not make it. */
  markOf(found: Found): OwnerMark | undefined {
    const mark = this.place.markOn(found);
    return mark === undefined ? undefined : readMark(mark);
  }

  /** Ours means that the reference matches; the incarnation does not count. */
  isOurs(found: Found, reference: string): boolean {
    return this.ownerOf(found) === reference;
  }

  /** Whether the object carries the incarnation of this state, and not that of a later create. */
  isThisIncarnation(found: Found, { reference, incarnation, former }: Ownership): boolean {
    return this.place.markOn(found) === markText(reference, incarnation, former);
  }

  /** Whether a write has to add the mark: the object should carry it and does not yet. */
  isDue(found: Found, ownership: Ownership | undefined): ownership is Ownership {
    return ownership !== undefined && !ownership.adopted && !this.isThisIncarnation(found, ownership);
  }

  /**
   * Whether delete may remove the object. An object that a later create uses is left without a message; one that lost
   * our mark is left with a warning.
   */
  mayDelete(what: string, found: Found, ownership: Ownership, run: RunContext): boolean {
    if (this.isThisIncarnation(found, ownership)) return true;
    if (!this.isOurs(found, ownership.reference)) {
      const { name, system } = this.place;
      run.warn(
        `${what} stays in ${system}: its ${name} is ${this.place.shown(found)}, so it is no longer ours`,
      );
    }
    return false;
  }

  /** @throws IllumioIacError when someone else's mark stands where ours should */
  refuseForeign(what: string, found: Found, ownership: Ownership | undefined, run: RunContext): void {
    if (!ownership || ownership.adopted || this.isOurs(found, ownership.reference)) return;
    throw new IllumioIacError(
      `${what} is no longer ours: its ${this.place.name} is ${this.place.shown(found)}, expected ` +
        `'${ownership.reference}'. It was left alone; if this program shall have it, ${run.release()} and declare it ` +
        "with adopt: true",
    );
  }

  /** Tells the reviewer why an update happens although the diff shows no difference: the resource has a new name. */
  sayRenamed(what: string, ownership: Ownership | undefined, run: RunContext): void {
    if (run.preview && ownership && isRenamed(ownership, run.owner))
      run.say(
        `${what}: its mark in ${this.place.system} changes from '${ownership.reference}' to '${run.owner}'`,
      );
  }
}

/** Whether an update has to write the mark: the resource has a new name, and the object is not adopted. */
export function isRenamed(ownership: Ownership | undefined, owner: string): boolean {
  return ownership !== undefined && !ownership.adopted && owner !== "" && ownership.reference !== owner;
}

/**
 * The ownership after an update; no resource that had the object before is left then.
 *
 * @param identity of the present system, which is recorded beside the mark
 * @param owner present name of the resource; empty where it is not known
 */
export function renewed<Owned extends Ownership>(
  ownership: Owned | undefined,
  identity: Omit<Owned, keyof Ownership>,
  owner: string,
): { ownership?: Owned } {
  if (!ownership) return {};
  const { former: _, ...kept } = ownership;
  return { ownership: { ...kept, ...identity, reference: owner || ownership.reference } as Owned };
}
