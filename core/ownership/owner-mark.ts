import { handedOver, readHandedOver } from "./stack-reference";

const INCARNATION = /#([0-9a-f]{8})$/;

/** What the mark of this package on an object says. */
export interface OwnerMark {
  /** Owner reference of the resource whose object it is. */
  readonly reference: string;
  /** Eight hex digits, new at each create; undefined where somebody cut the mark. */
  readonly incarnation: string | undefined;
  /**
   * Owner reference of the resource that had the object before and that gets it back when the present one is deleted:
   * one of the same CloudFormation stack that CloudFormation has not deleted yet, as far as this package was told, or one
   * from elsewhere (`takeOverFrom`) until the present one is updated.
   */
  readonly former?: string;
}

/**
 * The mark of a resource on an object: `<owner reference>#<incarnation>`, or `<owner reference> < <former>#<incarnation>`
 * while the object passes to a resource of a CloudFormation stack.
 */
export function markText(reference: string, incarnation: string, former?: string): string {
  return `${former === undefined ? reference : handedOver(reference, former)}#${incarnation}`;
}

export function readMark(mark: string): OwnerMark {
  const incarnation = INCARNATION.exec(mark)?.[1];
  const text = mark.replace(INCARNATION, "");
  return { ...(readHandedOver(text) ?? { reference: text }), incarnation };
}

/** The owner reference of a mark, without former and incarnation. */
export function referenceOf(mark: string): string {
  return readMark(mark).reference;
}
