import { chunks } from "../../core/reconcile/chunks";
import { type PceProblem, readProblems } from "./error-body";
import { checkedHref, type PceApi } from "./pce-api";

/** PCE limit of one call. */
const MOST_VENS = 1000;

/** What the firewall of a host is after its VEN left: as before the VEN, as the PCE recommends, or off. */
export type FirewallRestore = "saved" | "default" | "disable";

/** VENs that the PCE did not unpair, by href, with its reason. */
export type UnpairFailures = ReadonlyMap<string, string>;

/**
 * Unpairs VENs, 1000 per call, which uninstalls them from their hosts. UNCONFIRMED: what the PCE answers where it refuses
 * one of several; an entry in `errors` with `hrefs` or `href` is taken for the VENs that it names, one that names none for
 * all VENs of its call.
 */
export async function unpairVens(
  api: PceApi,
  hrefs: readonly string[],
  firewallRestore: FirewallRestore,
): Promise<UnpairFailures> {
  const failures = new Map<string, string>();
  for (const piece of chunks(hrefs.map(checkedHref), MOST_VENS)) {
    const json = { vens: piece.map((href) => ({ href })), firewall_restore: firewallRestore };
    const answer = await api.send({ method: "PUT", path: api.org("vens/unpair"), json, slow: true });
    for (const { named, reason } of refusedIn(answer.body.toString("utf8")))
      for (const href of named.length === 0 ? piece : named) failures.set(href, api.redact(reason));
  }
  return failures;
}

function* refusedIn(body: string): Generator<{ readonly named: string[]; readonly reason: string }> {
  for (const entry of entriesOf(body)) {
    const problems = readProblems(entry);
    if (problems.length > 0) yield { named: hrefsOf(entry), reason: problems.map(inWords).join("; ") };
  }
}

function entriesOf(body: string): unknown[] {
  if (body.trim() === "") return [];
  const value: unknown = JSON.parse(body);
  if (Array.isArray(value)) return value;
  const errors = (value as { errors?: unknown } | null)?.errors;
  return Array.isArray(errors) ? errors : [];
}

function hrefsOf(entry: unknown): string[] {
  const { href, hrefs } = entry as { href?: unknown; hrefs?: unknown };
  return [href, ...(Array.isArray(hrefs) ? hrefs : [])].filter((one) => typeof one === "string");
}

const inWords = ({ message, token }: PceProblem): string => `${message} [${token}]`;
