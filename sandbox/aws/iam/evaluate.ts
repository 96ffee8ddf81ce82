import { conditionsHold, matchesArn, matchesPattern, type RequestContext } from "./conditions";
import type { Policy, Statement } from "./policy";

/** Who asks, as policies see it. */
export interface PrincipalNames {
  /** Values of `AWS` that name the caller itself: its role ARN, its session ARN. */
  readonly arns: readonly string[];
  /** Set for a caller of the account, absent for an AWS service. */
  readonly accountId?: string;
  /** Set for an AWS service: its names, for example `logs.amazonaws.com` and `logs.us-east-1.amazonaws.com`. */
  readonly services?: readonly string[];
}

export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

export type Decision = "allow" | "deny" | "nothing";

/** What the policies of an identity say: an explicit deny beats every allow. */
export function decideIdentity(policies: readonly Policy[], request: AccessRequest): Decision {
  return combine(policies.flat().filter((statement) => applies(statement, request)));
}

/**
 * What a resource's own policy says to this caller.
 *
 * An allow for the whole account only lets the account's identity policies decide, so it allows nothing by itself.
 */
export function decideResource(policy: Policy, caller: PrincipalNames, request: AccessRequest): Decision {
  return combine(
    policy.filter((statement) => {
      const match = matchPrincipal(statement.principal, caller);
      if (match === "no" || (match === "account" && statement.effect === "Allow")) return false;
      return applies(statement, request);
    }),
  );
}

/** Whether a policy on a resource lets the policies of the account's identities decide, as the policy of a key has to. */
export function delegates(policy: Policy, caller: PrincipalNames, request: AccessRequest): boolean {
  return policy.some(
    (statement) =>
      statement.effect === "Allow" &&
      matchPrincipal(statement.principal, caller) === "account" &&
      applies(statement, request),
  );
}

/** Whether a trust policy lets this caller do `sts:AssumeRole`. */
export function decideTrust(policy: Policy, caller: PrincipalNames, context: RequestContext): Decision {
  const request = { action: "sts:AssumeRole", resource: "*", context };
  return combine(
    policy.filter(
      (statement) => matchPrincipal(statement.principal, caller) !== "no" && applies(statement, request),
    ),
  );
}

function combine(statements: readonly Statement[]): Decision {
  if (statements.some(({ effect }) => effect === "Deny")) return "deny";
  return statements.length > 0 ? "allow" : "nothing";
}

function applies(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  const names = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => matchesPattern(action.toLowerCase(), pattern.toLowerCase()));
  const covers = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => pattern === "*" || matchesArn(resource, pattern));
  return (
    (statement.actions.length > 0 ? names(statement.actions) : !names(statement.notActions)) &&
    (statement.resources.length + statement.notResources.length === 0 ||
      (statement.resources.length > 0 ? covers(statement.resources) : !covers(statement.notResources))) &&
    conditionsHold(statement.conditions, context)
  );
}

function matchPrincipal(
  principal: Statement["principal"],
  caller: PrincipalNames,
): "no" | "caller" | "account" {
  if (principal === undefined) return "no";
  if (principal === "*") return "caller";
  if (caller.services !== undefined) {
    return caller.services.some((name) => principal["Service"]?.includes(name)) ? "caller" : "no";
  }
  const values = principal["AWS"] ?? [];
  if (values.some((value) => value === "*" || caller.arns.includes(value))) return "caller";
  const account = caller.accountId ?? "";
  return values.some((value) => value === account || value === `arn:aws:iam::${account}:root`)
    ? "account"
    : "no";
}
