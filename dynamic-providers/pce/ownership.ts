import { IllumioIacError } from "../../core/errors";
import { type ExternalPair, externalPair, isOurs, ownerOf } from "../engine/owner";
import type { RunContext } from "../engine/resource-provider";
import type { PceIdentity } from "./pce-settings";
import type { PceSystem } from "./pce-system";

/** Stands in the outputs of every PCE object: where it is and whose. */
export interface Ownership extends PceIdentity {
  /** Owner reference as it was last written, without incarnation. */
  readonly reference: string;
  /** Eight hex digits, new at each create. */
  readonly incarnation: string;
  /** Taken over from someone else: the pair is not written, and destroy leaves the object in place. */
  readonly adopted: boolean;
}

export function newOwnership(
  system: PceSystem,
  reference: string,
  incarnation: string,
  adopted: boolean,
): Ownership {
  return { ...system.identity, reference, incarnation, adopted };
}

export function pairOf({ reference, incarnation }: Ownership): Record<keyof ExternalPair, string> {
  return externalPair(reference, incarnation);
}

/** The object still is what this very state was written for, and not what a later create made of it. */
export function isThisIncarnation(object: ExternalPair, ownership: Ownership): boolean {
  const pair = pairOf(ownership);
  return (
    object.external_data_set === pair.external_data_set &&
    object.external_data_reference === pair.external_data_reference
  );
}

/**
 * Whether delete may remove the object. One that a later create found is left without a word; one that lost our mark
 * is left with a warning.
 */
export function mayDelete(
  what: string,
  object: ExternalPair,
  ownership: Ownership,
  run: RunContext,
): boolean {
  if (isThisIncarnation(object, ownership)) return true;
  if (!isOurs(object, ownership.reference)) {
    run.warn(
      `${what} stays in the PCE: its external reference is ${markOf(object)}, so it is no longer ours`,
    );
  }
  return false;
}

/** @throws IllumioIacError when someone else's mark stands where ours should */
export function refuseForeign(what: string, object: ExternalPair, ownership: Ownership | undefined): void {
  if (!ownership || ownership.adopted || isOurs(object, ownership.reference)) return;
  throw new IllumioIacError(
    `${what} is no longer ours: its external reference is ${markOf(object)}, expected ` +
      `'${ownership.reference}'. It was left alone; if this program shall have it, remove the resource from the ` +
      "state (pulumi state delete) and declare it with adopt: true",
  );
}

/**
 * Decides on an object that exists before create.
 *
 * @returns whether it is taken over from someone else (true) or was ours already (false)
 * @throws IllumioIacError when it may not be touched
 */
export function claim(what: string, object: ExternalPair, reference: string, adopt: boolean): boolean {
  if (isOurs(object, reference)) return false;
  const owner = ownerOf(object);
  if (owner !== undefined) {
    throw new IllumioIacError(
      `${what} exists and belongs to ${owner === "" ? "another program of this package" : `'${owner}'`}, which ` +
        `declares it with this package too (this resource is '${reference}'). Declare it in one place only, or, ` +
        "if this is the same resource under a new name, give it an alias",
    );
  }
  if (!adopt) {
    throw new IllumioIacError(
      `${what} exists and was not made by this package (external reference ${markOf(object)}). ` +
        "Set adopt: true to manage it from here, or choose another one",
    );
  }
  return true;
}

/** Whether an update has to write the pair: the resource has a new name, and the object is not adopted. */
export function isRenamed(ownership: Ownership | undefined, owner: string): boolean {
  return ownership !== undefined && !ownership.adopted && owner !== "" && ownership.reference !== owner;
}

/** The ownership after an update: the present system and the present name. */
export function renewed(
  ownership: Ownership | undefined,
  system: PceSystem,
  owner: string,
): { ownership?: Ownership } {
  if (!ownership) return {};
  return { ownership: { ...ownership, ...system.identity, reference: owner || ownership.reference } };
}

function markOf({ external_data_set: set, external_data_reference: reference }: ExternalPair): string {
  return set || reference ? `'${set ?? ""}' '${reference ?? ""}'` : "empty";
}
