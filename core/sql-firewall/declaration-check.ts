import {
  byDefault,
  type Checks,
  flag,
  list,
  looksLike,
  object,
  oneOf,
  port,
  properties,
  type Rule,
  record,
  required,
  share,
  text,
  where,
  wholeNumber,
} from "../checks";
import { isRecord, type JsonRecord } from "../checks/json";
import { labelExpression } from "../labels/expression-rule";
import { OnSharedAddress } from "../workloads/on-shared-address";
import { AzureServices, Finding, type SqlFirewallDeclaration } from "./definition";
import { documentationAddress, privateRanges, publicRanges } from "./range-rules";
import { LONGEST_PREFIX } from "./rule-names";

/** IP rules that Azure takes for one server (facts of Azure: 255 or 256 of them were seen). */
const MOST_RULES = 256;
const DEFAULT_RULES = 250;
export const DEFAULT_PREFIX = "illumio-iac";

const server = object({
  subscriptionId: required(looksLike(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "a GUID")),
  resourceGroupName: required(text({ longest: 90 })),
  serverName: required(
    looksLike(
      /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
      "orders-sql, the name of the server without its domain",
    ),
  ),
});

const SUBNET =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i;
const subnetId = looksLike(
  SUBNET,
  "/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/…/subnets/…",
);

const oneProvider: Rule<SqlFirewallDeclaration["provider"]> = (value, checks) => {
  if (!isRecord(value)) return checks.must("be { workload } or { labels }", value);
  const found = properties(value, { workload: text({ longest: 1_000 }), labels: labelExpression }, checks);
  const named = Object.keys(value).filter((key) => (value[key] ?? undefined) !== undefined);
  if (named.length !== 1) return checks.fail("must name either a workload or labels");
  if (isEmpty(value["labels"]))
    return checks.fail("labels match every workload; name at least one label key");
  return found as SqlFirewallDeclaration["provider"];
};

const servedPorts = where(
  object(
    { protocol: byDefault(oneOf("tcp", "udp"), "tcp"), port: required(port()), toPort: port() },
    "an object such as { port: 1433 }",
  ),
  ({ port: first, toPort }) =>
    toPort !== undefined && toPort < first ? `toPort ${toPort} is less than port ${first}` : undefined,
);

const entryParts = object({
  privateRanges,
  labels: labelExpression,
  publicRanges,
  subnetIds: list(subnetId),
});

const egressEntry: typeof entryParts = (value, checks) => {
  const found = entryParts(value, checks);
  if (!isRecord(value) || found === undefined) return found;
  const has = (name: string) => !isEmpty(value[name] ?? []);
  if (has("privateRanges") === has("labels"))
    checks.fail("must have either privateRanges or labels, which say whom the entry is for");
  if (!has("publicRanges") && !has("subnetIds"))
    checks.fail("must have publicRanges or subnetIds, which say from where they come");
  return found;
};

const RULES = {
  server: required(server, "name the server: subscriptionId, resourceGroupName and serverName"),
  provider: required(oneProvider, "say what the server is in the PCE: { workload } or { labels }"),
  ports: byDefault(list(required(servedPorts), { least: 1 }), [{ protocol: "tcp", port: 1433 }]),
  egress: byDefault(
    record(required(egressEntry), "an object with a property for each way to the server", entryNameProblem),
    {},
  ),
  unmapped: byDefault(oneOf(...Object.values(Finding)), "report"),
  sharedEgress: byDefault(oneOf(...Object.values(Finding)), "report"),
  includePublicIp: byDefault(flag(), false),
  onSharedAddress: byDefault(oneOf(...Object.values(OnSharedAddress)), "union"),
  azureServices: byDefault(oneOf(...Object.values(AzureServices)), "leave"),
  exclusive: byDefault(flag(), false),
  allowInternet: byDefault(flag(), false),
  maxRules: byDefault(wholeNumber(1, MOST_RULES), DEFAULT_RULES),
  maxRemovedShare: byDefault(share(), 0.5),
  markerAddress: byDefault(documentationAddress, "192.0.2.1"),
  prefix: byDefault(
    where(
      looksLike(/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/, "illumio-iac: lower case letters, digits and hyphens"),
      (found) => (found.length > LONGEST_PREFIX ? `has more than ${LONGEST_PREFIX} characters` : undefined),
    ),
    DEFAULT_PREFIX,
  ),
};

/**
 * Checks a firewall as a user wrote it and fills in the defaults; `checks` collects every problem.
 *
 * @param written without its name and its connection
 */
export function checkFirewall(name: string, written: JsonRecord, checks: Checks): SqlFirewallDeclaration {
  return { ...properties(written, RULES, checks), name } as SqlFirewallDeclaration;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

function entryNameProblem(name: string): string | undefined {
  return /^[\w-]{1,64}$/.test(name)
    ? undefined
    : "must have 1 to 64 letters, digits, hyphens and underscores";
}
