import { type ClaimParts, claimMark } from "../reconcile/claim";
import type { SqlFirewallDefinition } from "./definition";
import { subjectOf } from "./rule-names";

/**
 * Name of the marker rule, which puts a declaration in force on a server: the subject, and digests of the owner, the
 * revision and, where a resource wrote it, its incarnation. The rule stands for the marker address, from which nobody comes.
 *
 * @param incarnation 8 hex digits, new whenever the resource is created
 */
export function markerName(
  definition: Pick<SqlFirewallDefinition, "prefix" | "name" | "owner" | "revision">,
  incarnation?: string,
): string {
  const { owner, revision } = definition;
  const parts: ClaimParts = {
    subject: subjectOf(definition),
    owner,
    revision,
    ...(incarnation !== undefined && { incarnation }),
  };
  return claimMark(parts);
}
