import { Checks } from "../../core/checks";
import { beginningOf, shortened } from "../../core/ownership/owner-reference";
import { isStackReference } from "../../core/ownership/stack-reference";

/** How a reference relates to the owner that is swept. `unclear`: it was too long, so the object has a digest of it. */
export type OwnerMatch = "same" | "other" | "unclear";

/**
 * Compares the references on objects with one exact owner: a Pulumi stack (`<owner>/<project>/<stack>`) or one resource
 * of it (`<owner>/<project>/<stack>/<parent types>/<name>`), or a CloudFormation stack (`<account>/<region>/<stack>`) or
 * one resource of it (`<account>/<region>/<stack>/<logical id>`).
 *
 * @throws ConfigurationError for what is less than a stack
 */
export function ownerMatcher(owner: string): (reference: string) => OwnerMatch {
  const parts = owner.split("/");
  const checks = Checks.start();
  if (parts.length < 3 || parts.slice(0, 3).some((part) => part === ""))
    checks.must(
      "be exact: <owner>/<project>/<stack>, for example acme/shop/prod, or with /<parent types>/<name> one resource as " +
        "messages print it; of CloudFormation: <account>/<region>/<stack>, or with /<logical id>",
      owner,
    );
  checks.throwIfAny("--owner");
  const whole = shortened(owner);
  const stack = `${owner}/`;
  const isResource = isInStack(parts.slice(3).join("/"));
  return (reference) => {
    if (reference === owner || reference === whole) return "same";
    if (reference.startsWith(stack) && isInStack(reference.slice(stack.length))) return "same";
    if (reference.startsWith(stack) && isStackReference(reference)) return "same";
    if (isResource) return "other";
    const beginning = beginningOf(reference);
    return beginning !== undefined && isCutWithin(beginning, stack) ? "unclear" : "other";
  };
}

/** Whether a shortened reference ends before it shows whether it is in the stack. */
function isCutWithin(kept: string, stack: string): boolean {
  return stack.startsWith(kept) || (kept.startsWith(stack) && !kept.slice(stack.length).includes("/"));
}

/** After a stack come the types of the parents, each with a colon, or nothing, and the name. */
function isInStack(rest: string): boolean {
  return /^(\/|[^/]*:)/.test(rest);
}
