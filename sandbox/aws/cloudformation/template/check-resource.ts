import { isRecord } from "./template";
import { invalid } from "./template-error";

const RESOURCE_KEYS = [
  "Condition",
  "CreationPolicy",
  "DeletionPolicy",
  "DependsOn",
  "Metadata",
  "Properties",
  "Type",
  "UpdatePolicy",
  "UpdateReplacePolicy",
];

const DELETION_POLICIES = ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];

/** The form of one resource of a template. @throws CloudError `ValidationError` */
export function checkResource(id: string, resource: unknown): void {
  if (!/^[A-Za-z0-9]{1,255}$/.test(id)) {
    throw invalid(`Template format error: Resource name ${id} is non alphanumeric.`);
  }
  if (!isRecord(resource)) throw invalid("Template format error: Any Resources member must be an object.");
  const { Type, Properties, DependsOn, Condition, DeletionPolicy, UpdateReplacePolicy } = resource;
  if (typeof Type !== "string") {
    throw invalid(
      `Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`,
    );
  }
  for (const key of Object.keys(resource)) {
    if (!RESOURCE_KEYS.includes(key)) throw invalid(`Invalid template resource property '${key}'`);
  }
  for (const key of ["CreationPolicy", "UpdatePolicy"]) {
    if (resource[key] !== undefined) {
      throw invalid(`Template format error: ${key} of resource ${id} is not simulated by the sandbox.`);
    }
  }
  if (Properties !== undefined && !isRecord(Properties)) {
    throw invalid(`Template format error: [/Resources/${id}/Properties] Properties must be an object.`);
  }
  rejectNulls(Properties, `/Resources/${id}/Properties`);
  const dependencies = [DependsOn ?? []].flat();
  if (dependencies.some((one) => typeof one !== "string")) {
    throw invalid("Template format error: DependsOn must be a string or list of strings.");
  }
  if (Condition !== undefined && typeof Condition !== "string") {
    throw invalid(`Template format error: Every Condition member must be a string.`);
  }
  const policies = { DeletionPolicy, UpdateReplacePolicy };
  for (const [name, policy] of Object.entries(policies)) {
    const allowed = DELETION_POLICIES.filter(
      (one) => name === "DeletionPolicy" || one !== "RetainExceptOnCreate",
    );
    if (policy !== undefined && !allowed.includes(String(policy))) {
      throw invalid(`Template format error: Unrecognized ${name} ${String(policy)} for resource ${id}`);
    }
    if (policy === "Snapshot") {
      const kind = name === "DeletionPolicy" ? "deletion policy" : "update replace policy";
      throw invalid(`Template error: resource type ${Type} does not support ${kind} Snapshot`);
    }
  }
}

function rejectNulls(value: unknown, path: string): void {
  if (value === null) throw invalid(`[${path}] 'null' values are not allowed in templates`);
  if (typeof value !== "object" || value === undefined) return;
  for (const [key, each] of Object.entries(value)) rejectNulls(each, `${path}/${key}`);
}
