import type { Checks, Rule } from "./checks";

/**
 * URL of a proxy, `http://[user:password@]host:port` or `https:`. It may hold a password, so messages repeat only the
 * parts that cannot be one.
 */
export function proxyUrl(): Rule<string> {
  return (value, checks) => {
    if (typeof value !== "string") return checks.secret().must("be text", value);
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !["http:", "https:"].includes(url.protocol))
      return checks.fail("must look like http://proxy.example.com:3128 (or https:)");
    if (url.pathname !== "/" || url.search !== "" || url.hash !== "") return endsLater(value, url, checks);
    try {
      decodeURIComponent(`${url.username}${url.password}`);
      return value;
    } catch {
      return checks.fail(
        "holds a % in its user name or password that is no percent-encoding; write it as %25",
      );
    }
  };
}

/** URL of a proxy for a function: without user name and password, because environment variables can be read. */
export function openProxyUrl(): Rule<string> {
  const rule = proxyUrl();
  return (value, checks) => {
    if (typeof value === "string" && URL.canParse(value) && hasUserInfo(new URL(value)))
      return checks.fail(
        "must not hold a user name or a password, because whoever may look at the function can read its environment " +
          "variables; have the proxy admit the function by its address",
      );
    return rule(value, checks);
  };
}

function hasUserInfo({ username, password }: URL): boolean {
  return username !== "" || password !== "";
}

function endsLater(value: string, url: URL, checks: Checks): undefined {
  const got = value.includes("@") ? "" : `, got '${url.protocol}//${url.host}${url.pathname}'`;
  return checks.fail(
    `must end after the port${got}; in a user name or a password write / as %2F, ? as %3F, # as %23`,
  );
}
