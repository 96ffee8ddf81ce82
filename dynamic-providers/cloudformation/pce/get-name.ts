import { isSameStack } from "../../../core/ownership/owner-reference";
import type { RunContext } from "../../lifecycle/resource-provider";
import { PCE_MARKS } from "../../pce/system/external-reference";
import type { PceSystem } from "../../pce/system/pce-system";
import type { UniqueNames } from "./object-kind";

/**
 * Gets the name that an object is to have from another resource of its stack that may be about to give it up, as in a
 * rollback. An object in use exchanges names with the one of the other resource, so that what uses it sees the name that is
 * declared.
 *
 * @param names undefined for a kind of object of which several may have one name
 * @returns false where another object takes the place of this one: an earlier one of this resource, or, where this one is
 *   not in use, that of the other resource
 */
export async function getName<Inputs>(
  names: UniqueNames<Inputs> | undefined,
  href: string,
  inputs: Inputs,
  system: PceSystem,
  run: RunContext,
): Promise<boolean> {
  const holder = await names?.holder(inputs, system);
  if (names === undefined || holder === undefined || holder.href === href) return true;
  const mark = PCE_MARKS.markOf(holder);
  if (mark?.reference === run.owner) return false;
  if (mark === undefined || !isSameStack(mark.reference, run.owner)) return true; // the PCE refuses it
  if (!(await names.exchangeIfUsed(href, holder.href, system))) return false;
  run.warn(
    `${run.owner}: ${href} is in use and has exchanged names with ${holder.href} of '${mark.reference}', because both are of ` +
      "one stack and this one declares the name of that one",
  );
  return true;
}
