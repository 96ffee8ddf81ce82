import { byDefault, type Rule, wholeNumber } from "../../../../core/checks";
import { LABEL_RULES } from "../../../../core/labels/label-rules";
import { CONSENT_RULES } from "../../../../core/ownership/consent-rules";
import { WORKLOAD_RULES } from "../../../../core/workloads/field-rules";
import { FUNCTION_LOG_RETENTION_IN_DAYS } from "../function-defaults";
import { retentionInDays, unknownKey } from "../rules";

// What is wrong is said at synthesis already, by the rules of the function, which checks everything again with what only
// it can know.

export const PCE_CONNECTION_ARGUMENTS = {
  functionLogRetentionInDays: byDefault(retentionInDays(), FUNCTION_LOG_RETENTION_IN_DAYS),
  /** An alarm looks back three intervals, and CloudWatch a week at most. */
  driftCheckIntervalInMinutes: byDefault(wholeNumber(5, 1_440), 60),
};

export const LABEL_ARGUMENTS = { ...LABEL_RULES, ...CONSENT_RULES };

export const WORKLOAD_ARGUMENTS: Readonly<Record<string, Rule<unknown>>> = {
<<<<<<< HEAD
  ...WORKLOAD_RULES,
  ...CONSENT_RULES,
=======
  name: text(),
  hostname: text(),
  description: words,
  publicIp: text(),
  interfaces: record(required(ONE_INTERFACE), "a record from interface key to {address, …}", unknownKey),
  labels: record(text(), "a record from label key to label value", unknownKey),
  exclusiveLabels: flag(),
  enforcementMode: oneOf("idle", "visibility_only", "selective", "full"),
  visibilityLevel: text(),
  servicePrincipalName: text(),
  distinguishedName: words,
  agentToPceCertificateAuthenticationId: text(),
  serviceProvider: words,
  dataCenter: words,
  dataCenterZone: words,
  osId: words,
  osDetail: words,
  online: flag(),
  ignoredInterfaceNames: textSet(),
  ...CONSENT,
>>>>>>> 2eabb92 (Keys of records that only the deployment knows, a secret's key behind an alias or of another region, and what is no connection or VPC are refused in the package's words)
};
