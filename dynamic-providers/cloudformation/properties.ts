import { Checks, digits, object, port, type Rule, required, wholeNumber } from "../../core/checks";
import type { JsonRecord } from "../../core/checks/json";
import { pceHost } from "../../core/checks/pce-host";
import { openProxyUrl } from "../../core/checks/proxy-url";
import { type PceProperties, PROPERTIES_VERSION } from "../../core/contracts/aws/custom-resources";
import { wholeSecretArn } from "../../core/contracts/aws/secret-arn";
import { type Fields, restoredFields } from "./property-shape";

/** Properties that CloudFormation and CDK add. */
const ADDED = ["ServiceToken", "ServiceTimeout"];

/** The version of the properties of a resource, which has to be known to this release. */
export const propertiesVersion: Rule<number> = (value, checks) =>
  value === PROPERTIES_VERSION
    ? value
    : checks.fail(
        `is ${value}, and this function knows the properties of version ${PROPERTIES_VERSION}; deploy constructs and functions of one release of illumio-iac`,
      );

const host: Rule<string> = (value, checks) => pceHost()(value, checks)?.toLowerCase();

const PCE: Rule<PceProperties> = object({
  host: required(host),
  port: required(digits(port())),
  orgId: required(digits(wholeNumber(1, 999_999_999))),
  secretArn: required(wholeSecretArn()),
  proxyUrl: openProxyUrl(),
});

/** The properties of a custom resource, apart from each other. */
export interface SplitProperties {
  readonly pce: PceProperties;
  /** What the provider checks, its scalars restored. */
  readonly own: JsonRecord;
}

/**
 * Splits the properties of a request.
 *
 * @param deletes a Delete is served whatever the release that wrote its properties, which may be a later one in a rollback
 * @throws ConfigurationError that names everything wrong with those that every custom resource has
 */
export function splitProperties(
  what: string,
  properties: JsonRecord,
  fields: Fields,
  deletes = false,
): SplitProperties {
  const checks = Checks.start();
  if (!deletes)
    checks.at("schemaVersion").read(properties["schemaVersion"], required(digits(propertiesVersion)));
  const pce = checks.at("pce").read(properties["pce"], required(PCE));
  checks.throwIfAny(`properties of ${what}`);
  return { pce, own: ownProperties(properties, fields) };
}

/** The properties of a provider, of any earlier or later release of this package. */
export function ownProperties(properties: JsonRecord, fields: Fields): JsonRecord {
  const { schemaVersion: _version, pce: _pce, ...own } = properties;
  const kept = Object.entries(own).filter(([name]) => !ADDED.includes(name));
  return restoredFields(Object.fromEntries(kept), fields);
}
