import {
  byDefault,
  Checks,
  flag,
  list,
  looksLike,
  object,
  type Rule,
  required,
  share,
  wholeNumber,
} from "../checks";
import { isRecord, type JsonRecord } from "../checks/json";
import { checkPoint } from "./check-point-rules";
import { cmdb } from "./cmdb-rules";
import { tagName, vmFilter } from "./filter-rules";
import { criticalLabels, labelRules, labels } from "./labelling-rules";
import type { OnboardingDefinition } from "./onboarding-definition";
import type { LimitSettings, OnboardingSettings } from "./onboarding-settings";
import { scopes } from "./scopes";
import { ven } from "./ven-rules";

const DEFAULT_LIMITS: LimitSettings = {
  maxPerRun: 50,
  maxConcurrentInstalls: 20,
  maxRemovals: 20,
  maxRemovedShare: 0.2,
  attempts: 5,
  backoffInMinutes: 5,
};

const limits = object({
  maxPerRun: byDefault(wholeNumber(1, 10_000), DEFAULT_LIMITS.maxPerRun),
  maxConcurrentInstalls: byDefault(wholeNumber(1, 1_000), DEFAULT_LIMITS.maxConcurrentInstalls),
  maxChanges: wholeNumber(0),
  maxChangedShare: share(),
  maxRemovals: byDefault(wholeNumber(0), DEFAULT_LIMITS.maxRemovals),
  maxRemovedShare: byDefault(share(), DEFAULT_LIMITS.maxRemovedShare),
  attempts: byDefault(wholeNumber(1, 100), DEFAULT_LIMITS.attempts),
  backoffInMinutes: byDefault(wholeNumber(1, 1_440), DEFAULT_LIMITS.backoffInMinutes),
});

const rules = {
  name: required(
    looksLike(
      /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?$/,
      "prod-vms: at most 40 letters, digits and hyphens",
    ),
    "name this onboarding",
  ),
  scopes,
  include: vmFilter,
  exclude: vmFilter,
  requiredTags: byDefault(list(required(tagName)), []),
  resourceGroupTags: byDefault(flag(), false),
  ven: required(ven, "name at least the pairing profile: { pairingProfile }"),
  labels: byDefault(labels, {}),
  rules: byDefault(labelRules, {}),
  createLabels: byDefault(flag(), false),
  relabel: byDefault(flag(), false),
  criticalLabels: byDefault(criticalLabels, {}),
  checkPoint: byDefault(checkPoint, { mode: "none" }),
  cmdb: byDefault(cmdb, { azureTable: {} }),
  unpairDeleted: byDefault(flag(), false),
  limits: byDefault(limits, DEFAULT_LIMITS),
};

/**
 * Checks an onboarding as a user wrote it and fills in the defaults; `checks` collects every problem.
 *
 * @param beside rules of what else may stand there
 * @returns of use only when there was no problem
 */
export function checkOnboarding<T = unknown>(
  written: unknown,
  checks: Checks,
  beside: { readonly [K in keyof T]: Rule<T[K]> } = {} as never,
): OnboardingSettings & Partial<T> {
  const definition = object({ ...rules, ...beside }, "an object with the onboarding");
  const read = checks.read(written, required(definition as Rule<OnboardingSettings & Partial<T>>));
  if (isRecord(written)) checkLabelKeys(written, checks);
  return read;
}

/** @throws ConfigurationError that names every problem of the definition */
export function withDefaults(written: OnboardingDefinition, subject = "onboarding"): OnboardingSettings {
  const checks = Checks.start();
  const settings = checkOnboarding(written, checks);
  checks.throwIfAny(subject);
  return settings;
}

/** A key that nothing gives a value would never wait for an approval, and a group that names it would never get a member by it. */
function checkLabelKeys(written: JsonRecord, checks: Checks): void {
  const { labels = {}, rules = {}, criticalLabels, checkPoint } = written;
  if (checks.holdsLater(labels) || checks.holdsLater(rules)) return;
  const ruled = Object.values(isRecord(rules) ? rules : {}).flatMap((rule) =>
    isRecord(rule) && isRecord(rule["labels"]) ? Object.keys(rule["labels"]) : [],
  );
  const keys = new Set([...Object.keys(isRecord(labels) ? labels : {}), ...ruled]);
  const known = keys.size === 0 ? "" : ` (they have ${[...keys].join(", ")})`;
  const check = (named: unknown, at: Checks) => {
    for (const key of Object.keys(isRecord(named) && !checks.isLater(named) ? named : {}))
      if (!keys.has(key))
        at.at(key).fail(`nothing gives this label a value; map it in labels or rules${known}`);
  };
  check(criticalLabels, checks.at("criticalLabels"));
  const groups = isRecord(checkPoint) && !checks.isLater(checkPoint) ? checkPoint["groups"] : undefined;
  for (const [group, rule] of Object.entries(isRecord(groups) && !checks.isLater(groups) ? groups : {}))
    if (isRecord(rule) && !checks.isLater(rule))
      check(rule["labels"], checks.at("checkPoint").at("groups").at(group).at("labels"));
}
