import { CloudError } from "../../cloud/cloud-error";
import { type Policy, parsePolicy } from "../iam/policy";

/** AWS counts characters without white space; a role's inline policies share one limit. */
export const INLINE_POLICY_LIMIT = 10_240;

export function parseInline(name: string, document: unknown, roleName: string): Policy {
  const policy = parsePolicy(document, "identity");
  if (sizeOf(document) > INLINE_POLICY_LIMIT) {
    throw new CloudError(
      "LimitExceeded",
      `Maximum policy size of ${INLINE_POLICY_LIMIT} bytes exceeded for role ${roleName} (policy ${name})`,
      409,
    );
  }
  return policy;
}

export function sizeOf(document: unknown): number {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  return text.replace(/\s/g, "").length;
}
