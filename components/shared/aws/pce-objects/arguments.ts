import { byDefault, type Rule, wholeNumber } from "../../../../core/checks";
import { LABEL_RULES } from "../../../../core/labels/label-rules";
import { CONSENT_RULES } from "../../../../core/ownership/consent-rules";
import { WORKLOAD_RULES } from "../../../../core/workloads/field-rules";
import { FUNCTION_LOG_RETENTION_IN_DAYS } from "../function-defaults";
import { knownKeys, retentionInDays } from "../rules";

// What is wrong is said at synthesis already, by the rules of the function, which checks everything again with what only
// it can know.

export const PCE_CONNECTION_ARGUMENTS = {
  functionLogRetentionInDays: byDefault(retentionInDays(), FUNCTION_LOG_RETENTION_IN_DAYS),
  /** An alarm looks back three intervals, and CloudWatch a week at most. */
  driftCheckIntervalInMinutes: byDefault(wholeNumber(5, 1_440), 60),
};

export const LABEL_ARGUMENTS = { ...LABEL_RULES, ...CONSENT_RULES };

export const WORKLOAD_ARGUMENTS: Readonly<Record<string, Rule<unknown>>> = {
  ...WORKLOAD_RULES,
  ...CONSENT_RULES,
  interfaces: knownKeys(WORKLOAD_RULES.interfaces),
  labels: knownKeys(WORKLOAD_RULES.labels),
};
