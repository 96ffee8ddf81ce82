const VARIABLE = "NODE_TLS_REJECT_UNAUTHORIZED";
const REASON =
  "is 0, with which TLS connections are not verified: remove it, and give a CA certificate where one is not trusted";

/** The problem with an environment in which Node checks no certificates; undefined when Node checks them. */
export function insecureTlsProblem(
  env: Readonly<Record<string, string | undefined>>,
): { readonly variable: string; readonly reason: string } | undefined {
  return env[VARIABLE] === "0" ? { variable: VARIABLE, reason: REASON } : undefined;
}
