import { type Checks, type Rule, record, required, type SureRule, shown } from "../../../../core/checks";
import { isRecord } from "../../../../core/checks/json";
import { SCOPE_EXAMPLE, scope, scopeKey } from "../../../../core/onboarding";

/** Scopes whose machines are onboarded, by a name of the user's choice. */
export function watchedScopes(): SureRule<Record<string, string>> {
  const namesNothing = (checks: Checks) =>
    checks.fail(`names nothing: give at least one subscription or resource group, ${SCOPE_EXAMPLE}`);
  const given: Rule<Record<string, string>> = (value, checks) => {
    const scopes = record(required(scope), undefined, keyProblem)(value, checks);
    for (const [key, first] of twins(isRecord(value) ? value : {}))
      checks
        .at(key)
        .fail(
          `names the same scope as the key ${shown(first)}: leave one of them out, because Azure has a role of an identity at a scope only once`,
        );
    return isRecord(value) && Object.keys(value).length === 0 ? namesNothing(checks) : scopes;
  };
  return Object.assign(given, { absent: namesNothing });
}

/** Keys whose scope an earlier key has too, with that key. Scopes that are known later are not compared. */
function twins(scopes: Readonly<Record<string, unknown>>): [string, string][] {
  const first = new Map<string, string>();
  return Object.entries(scopes).flatMap(([key, id]): [string, string][] => {
    if (typeof id !== "string") return [];
    const earlier = first.get(scopeKey(id));
    if (earlier === undefined) first.set(scopeKey(id), key);
    return earlier === undefined ? [] : [[key, earlier]];
  });
}

/** Keys stand in names of resources and roles. */
export function keyProblem(key: string): string | undefined {
  return /^[A-Za-z0-9][\w-]{0,39}$/.test(key)
    ? undefined
    : "must have 1 to 40 letters, digits, hyphens and underscores, with a letter or digit first";
}
