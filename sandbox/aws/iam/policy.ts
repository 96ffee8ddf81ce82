import { CloudError } from "../../cloud/cloud-error";
import { isConditionOperator } from "./conditions";

/** Where a policy is attached; this decides what its statements must name. */
export type PolicyKind = "identity" | "trust" | "resource";

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** `*`, or values by kind (`AWS`, `Service`, …); undefined in identity policies. */
  readonly principal: "*" | Readonly<Record<string, readonly string[]>> | undefined;
  /** Operator → condition key in lower case → values. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export type Policy = readonly Statement[];

const STATEMENT_KEYS = new Set([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "NotPrincipal",
  "Condition",
]);

/**
 * Reads a policy document (an object or its JSON text).
 *
 * @throws CloudError `MalformedPolicyDocument`
 */
export function parsePolicy(document: unknown, kind: PolicyKind, code = "MalformedPolicyDocument"): Policy {
  const refuse = (message: string): never => {
    throw new CloudError(code, message);
  };
  let parsed = document;
  if (typeof document === "string") {
    try {
      parsed = JSON.parse(document);
    } catch {
      refuse("This policy contains invalid Json");
    }
  }
  if (!isRecord(parsed)) return refuse("Syntax errors in policy.");
  const { Version: version, Statement: raw, ...others } = parsed;
  if (version !== undefined && version !== "2012-10-17" && version !== "2008-10-17") {
    refuse(`Policy document version must be 2012-10-17 or greater, got ${JSON.stringify(version)}.`);
  }
  delete others["Id"];
  if (Object.keys(others).length > 0)
    refuse(`Syntax errors in policy. Unknown key ${Object.keys(others)[0]}.`);
  const statements = Array.isArray(raw) ? raw : raw === undefined ? [] : [raw];
  if (statements.length === 0) refuse("Syntax errors in policy. Statement is required.");
  return statements.map((statement) => readStatement(statement, kind, refuse));
}

function readStatement(raw: unknown, kind: PolicyKind, refuse: (message: string) => never): Statement {
  if (!isRecord(raw)) return refuse("Syntax errors in policy.");
  const unknown = Object.keys(raw).find((key) => !STATEMENT_KEYS.has(key));
  if (unknown) refuse(`Syntax errors in policy. Unknown key ${unknown}.`);
  const texts = (key: string): string[] => {
    const value = raw[key];
    const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
    for (const each of values)
      if (typeof each !== "string") refuse(`Syntax errors in policy. ${key} must hold strings.`);
    return values as string[];
  };
  const [actions, notActions] = [texts("Action"), texts("NotAction")];
  const [resources, notResources] = [texts("Resource"), texts("NotResource")];
  if (raw["Effect"] !== "Allow" && raw["Effect"] !== "Deny")
    refuse("Syntax errors in policy. Effect must be Allow or Deny.");
  if (actions.length + notActions.length === 0) refuse("Policy statement must contain actions.");
  for (const action of [...actions, ...notActions]) {
    if (action !== "*" && !/^[a-zA-Z0-9-]+:[\w*?]+$/.test(action)) {
      refuse(`Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc., got ${action}.`);
    }
  }
  if (kind === "trust") {
    if (resources.length + notResources.length > 0) refuse("Has prohibited field Resource");
    const wrong = actions.find((action) => !/^sts:/i.test(action));
    if (wrong) refuse("AssumeRole policy may only specify STS AssumeRole actions.");
  } else if (resources.length + notResources.length === 0) {
    refuse("Policy statement must contain resources.");
  }
  for (const resource of [...resources, ...notResources]) {
    if (resource !== "*" && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+/.test(resource)) {
      refuse(`Resource ${resource} must be in ARN format or "*".`);
    }
  }
  if (raw["NotPrincipal"] !== undefined) refuse("The sandbox does not simulate NotPrincipal.");
  if (kind === "identity" && raw["Principal"] !== undefined)
    refuse("Policy document should not specify a principal.");
  if (kind !== "identity" && raw["Principal"] === undefined) refuse("Missing required field Principal");
  return {
    sid: raw["Sid"] as string | undefined,
    effect: raw["Effect"] as "Allow" | "Deny",
    actions,
    notActions,
    resources,
    notResources,
    principal: readPrincipal(raw["Principal"], refuse),
    conditions: readConditions(raw["Condition"], refuse),
  };
}

function readPrincipal(raw: unknown, refuse: (message: string) => never): Statement["principal"] {
  if (raw === undefined || raw === "*") return raw;
  if (!isRecord(raw)) return refuse("Invalid principal in policy.");
  const kinds: Record<string, string[]> = {};
  for (const [kind, value] of Object.entries(raw)) {
    if (!["AWS", "Service", "Federated", "CanonicalUser"].includes(kind))
      refuse("Invalid principal in policy.");
    const values = Array.isArray(value) ? value : [value];
    for (const each of values) {
      if (typeof each !== "string") refuse("Invalid principal in policy.");
      if (kind === "Service" && !/^[a-z0-9.-]+\.amazonaws\.com$/.test(String(each))) {
        refuse(`Invalid principal in policy: "SERVICE":"${each}"`);
      }
    }
    kinds[kind] = values as string[];
  }
  return kinds;
}

function readConditions(raw: unknown, refuse: (message: string) => never): Statement["conditions"] {
  if (raw === undefined) return {};
  if (!isRecord(raw)) return refuse("Syntax errors in policy. Condition must be an object.");
  const conditions: Record<string, Record<string, string[]>> = {};
  for (const [operator, keys] of Object.entries(raw)) {
    if (!isConditionOperator(operator)) refuse(`Invalid Condition type : ${operator}.`);
    if (!isRecord(keys)) return refuse("Syntax errors in policy. A condition must be an object.");
    const wanted: Record<string, string[]> = {};
    for (const [key, value] of Object.entries(keys)) {
      if (!/^[\w-]+:./.test(key))
        refuse(`Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc., got ${key}.`);
      wanted[key.toLowerCase()] = (Array.isArray(value) ? value : [value]).map(String);
    }
    conditions[operator] = wanted;
  }
  return conditions;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
