import { type ClaimParts, claimMark } from "../reconcile/claim";

/** The tag of a binding, with the owner and the revision of its declaration. */
export interface RevisionParts extends Omit<ClaimParts, "subject"> {
  readonly tag: string;
}

/** The revision tag, which puts a declaration in force on a firewall. It is registered on the revision address. */
export function revisionTag({ tag, owner, revision, configuration, incarnation }: RevisionParts): string {
  return claimMark({
    subject: tag,
    owner,
    revision,
    ...(configuration !== undefined && { configuration }),
    ...(incarnation !== undefined && { incarnation }),
  });
}
