import { CloudError } from "../../cloud/cloud-error";
import { typeOf } from "./arm-resource";

/** The path of a call, taken apart. */
export interface ArmPath {
  /** The resource, or the scope that a collection is listed in. */
  readonly id: string;
  /** For example `Microsoft.Storage/storageAccounts`, in the casing of the call. */
  readonly type: string;
  readonly isCollection: boolean;
}

/**
 * Reads `/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts[/name[/child/name…]]`, with any
 * resource as scope in front of the last `providers`, as for role assignments.
 *
 * @throws CloudError when the path is none of a resource
 */
export function parsePath(path: string): ArmPath {
  const parts = path.split("/").slice(1);
  const start = parts.map((part) => part.toLowerCase()).lastIndexOf("providers");
  if (start < 0) {
    const [subscriptions, , groups, group, ...rest] = parts.map((part) => part.toLowerCase());
    if (
      subscriptions !== "subscriptions" ||
      (groups ?? "resourcegroups") !== "resourcegroups" ||
      rest.length > 0
    ) {
      throw invalid(path);
    }
    const isCollection = groups !== undefined && group === undefined;
    const type = isCollection ? "Microsoft.Resources/resourceGroups" : typeOf(path);
    return { id: isCollection ? `/${parts.slice(0, 2).join("/")}` : path, type, isCollection };
  }
  const [namespace, ...names] = parts.slice(start + 1);
  if (namespace === undefined || names.length === 0 || names.includes("")) throw invalid(path);
  const isCollection = names.length % 2 === 1;
  const type = [namespace, ...names.filter((_name, index) => index % 2 === 0)].join("/");
  if (!isCollection) return { id: path, type, isCollection };
  const scope = parts.slice(0, names.length === 1 ? start : -1);
  return { id: scope.length === 0 ? "" : `/${scope.join("/")}`, type, isCollection };
}

function invalid(path: string): CloudError {
  return new CloudError("InvalidRequestUri", `The request URI '${path}' is invalid.`, 404);
}
