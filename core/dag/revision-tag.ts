import { isStackReference, stackOf } from "../ownership/stack-reference";
import { type ClaimParts, claimMark } from "../reconcile/claim";
import { LONGEST_TAG } from "./tag-name";

/** The tag of a binding, with the owner and the revision of its declaration. */
export interface RevisionParts extends Omit<ClaimParts, "subject" | "stack"> {
  readonly tag: string;
}

/**
 * The revision tag, which puts a declaration in force on a firewall. It is registered on the revision address. That of a
 * resource of a CloudFormation stack names the stack too, unless the tag of the binding has more than 90 characters, which
 * leave no room for it.
 */
export function revisionTag({ tag, owner, revision, configuration, incarnation }: RevisionParts): string {
  const parts: ClaimParts = {
    subject: tag,
    owner,
    revision,
    ...(configuration !== undefined && { configuration }),
    ...(incarnation !== undefined && { incarnation }),
  };
  const mark = isStackReference(owner) ? claimMark({ ...parts, stack: stackOf(owner) }) : claimMark(parts);
  return mark.length <= LONGEST_TAG ? mark : claimMark(parts);
}
