import { firstTen } from "../../../core/first-ten";
import type { RunContext } from "../../lifecycle/resource-provider";

/** Whether two texts differ only in the case of letters. */
export function differsInCase(one: string | null | undefined, other: string): boolean {
  if (typeof one !== "string" || one.length !== other.length || one === other) return false;
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * Warns when an object to adopt is not found by its exact name, and an object with nearly that name exists.
 *
 * @param what name of the object in messages
 * @param property that would have to match
 * @param near what nearly matches
 */
export function warnOfNear(what: string, property: string, near: readonly string[], run: RunContext): void {
  if (near.length === 0) return;
  run.warn(
    `${what}: nothing with exactly this ${property} exists that could be adopted, so a new one is made. The PCE has ` +
      `${firstTen(near)}, which differs only in case; if that is meant, write it as it is there`,
  );
}
