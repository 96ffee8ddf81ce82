import { isHost } from "../addresses/host-name";
import type { Rule } from "./checks";

/** A host of a PCE: {@link pceHostProblem} tells what it may be. */
export function pceHost(): Rule<string> {
  return (value, checks) => {
    if (typeof value !== "string") return checks.must("be a host name", value);
    const problem = pceHostProblem(value);
    return problem === undefined ? value : checks.fail(problem);
  };
}

/**
 * What is wrong with a PCE host, and what to write instead; `undefined` when nothing is.
 *
 * A host is a name or an IP address only. Scheme, port and path are refused, because each would silently win over,
 * or lose against, the other settings.
 */
export function pceHostProblem(host: string): string | undefined {
  if (isHost(host)) return undefined;
  const seen = withoutCredentials(host);
  const got = `must be a host name only, got '${seen.slice(0, 200)}'`;
  const better = readAsUrl(seen);
  if (better === undefined) return `${got}; write it like 'pce.example.com'`;
  const port = better.port === "" ? "" : ` and ${better.port} as the port setting`;
  const scheme = /^http:/i.test(seen.trim()) ? "; the PCE is always called over TLS" : "";
  return `${got}; write '${better.hostname.replace(/^\[|\]$/g, "")}'${port}${scheme}`;
}

function readAsUrl(text: string): URL | undefined {
  const trimmed = text.trim();
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  const name = parsed.hostname.replace(/^\[|\]$/g, "");
  return isHost(name) ? parsed : undefined;
}

const withoutCredentials = (text: string): string => text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, "$1…@");
