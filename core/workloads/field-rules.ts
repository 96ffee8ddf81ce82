import { ipAddress } from "../addresses/address-rule";
import { type Checks, flag, oneOf, type Rule, record, text, textSet } from "../checks";
import { labelKeyProblem } from "../labels/label-rules";
import { EnforcementMode } from "./enumerations";
import { interfaces } from "./interface-rules";

const words = text({ empty: true, longest: 65_535 });

const labelValue: Rule<string> = (value, checks) =>
  Array.isArray(value)
    ? checks.fail(`a workload carries one label of a key, got ${value.length}`)
    : text()(value, checks);

/** Rules of the plain fields of a workload, for whatever declares it. */
export const WORKLOAD_FIELD_RULES = {
  name: text(),
  hostname: text(),
  description: words,
  publicIp: ipAddress,
  enforcementMode: oneOf(...Object.values(EnforcementMode)),
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
} as const satisfies Record<string, Rule<unknown>>;

/** Rules of all that a workload is declared with. */
export const WORKLOAD_RULES = {
  ...WORKLOAD_FIELD_RULES,
  interfaces,
  labels: record(labelValue, "a record from label key to label value", labelKeyProblem),
  exclusiveLabels: flag(),
} as const satisfies Record<string, Rule<unknown>>;

/** Reports a workload without a name. */
export function checkIsNamed(
  { name, hostname }: { readonly name?: unknown; readonly hostname?: unknown },
  checks: Checks,
): void {
  const isAbsent = (value: unknown) => value === undefined || value === null;
  if (isAbsent(name) && isAbsent(hostname))
    checks.at("name").fail("is missing; a workload needs a name or a hostname");
}
