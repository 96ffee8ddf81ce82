import { type Checks, type Rule, record, required, type SureRule } from "../../../../core/checks";
import { isRecord } from "../../../../core/checks/json";

const SCOPE =
  /^\/subscriptions\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\/resourceGroups\/[\w().-]{1,90})?$/i;
const EXAMPLE = "/subscriptions/00000000-0000-0000-0000-000000000000, or a resource group in it";

const scope: Rule<string> = (value, checks) =>
  typeof value === "string" && SCOPE.test(value) ? value : checks.must(`look like ${EXAMPLE}`, value);

/** Scopes whose machines are onboarded, by a name of the user's choice. */
export function watchedScopes(): SureRule<Record<string, string>> {
  const namesNothing = (checks: Checks) =>
    checks.fail(`names nothing: give at least one subscription or resource group, ${EXAMPLE}`);
  const given: Rule<Record<string, string>> = (value, checks) => {
    const scopes = record(required(scope), undefined, keyProblem)(value, checks);
    return isRecord(value) && Object.keys(value).length === 0 ? namesNothing(checks) : scopes;
  };
  return Object.assign(given, { absent: namesNothing });
}

/** Keys stand in names of resources and roles. */
export function keyProblem(key: string): string | undefined {
  return /^[A-Za-z0-9][\w-]{0,39}$/.test(key)
    ? undefined
    : "must have 1 to 40 letters, digits, hyphens and underscores, with a letter or digit first";
}
