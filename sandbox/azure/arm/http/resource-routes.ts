import { CloudError } from "../../../cloud/cloud-error";
import { parsePath } from "../arm-path";
import { type ArmBody, type ArmResource, parentOf, resourceGroupOf, subscriptionOf } from "../arm-resource";
import type { ArmType } from "../arm-type";
import { checkLocks } from "../locks";
import type { ArmRequest, ArmResponse } from "./arm-request";
import { matching, roleAssignments, roleDefinitions } from "./filters";
import type { OperationWork } from "./operations";
import type { ArmServices } from "./services";

/** Everything about resources, whatever their type. */
export async function answerResources(arm: ArmServices, request: ArmRequest): Promise<ArmResponse> {
  const { manager, access } = arm;
  const { method, path, caller } = request;
  const called = manager.actionAt(method, path);
  if (called) {
    const { resource, name, action, isLongRunning } = called;
    checkVersion(manager.type(resource.type), request);
    const verb = { GET: "read", PUT: "write" }[method] ?? `${name.replace(/\/list$/, "/list")}/action`;
    access.check(
      caller,
      `${resource.type}/${method === "POST" ? verb : `${name.split("/")[0]}/${verb}`}`,
      resource.id,
    );
    const body = await action(manager.context, resource, (request.body ?? {}) as Record<string, unknown>);
    if (isLongRunning) {
      const work = (body ?? {}) as OperationWork;
      const { operations } = arm;
      return {
        status: 202,
        headers: await operations.begin("azure-async-operation", request, undefined, undefined, work),
      };
    }
    return body === undefined ? { status: 200 } : { status: 200, body };
  }
  const { id, type: typeName, isCollection } = parsePath(path);
  const type = manager.type(typeName);
  checkVersion(type, request);
  const verb = { GET: "read", HEAD: "read", PUT: "write", PATCH: "write", DELETE: "delete" }[method];
  const replacesAll = isCollection && method === "PUT" && type.replaceAll !== undefined;
  if (verb === undefined || (isCollection && method !== "GET" && !replacesAll)) {
    throw new CloudError("MethodNotAllowed", `The sandbox does not answer ${method} ${path}.`, 405);
  }
  access.check(caller, `${type.type}/${verb}`, id);
  checkParent(arm, isCollection ? id : parentOf(id), type);
  if (isCollection && !replacesAll) {
    manager.checkScope(`${id}/`);
    return { status: 200, body: pageOf(arm, request, type, listed(arm, request, id, type)) };
  }
  if (verb === "read") return read(arm, request, id, type);
  const subscription = subscriptionOf(id);
  if (subscription !== undefined) manager.context.registrations.check(subscription, type.type.split("/")[0]!);
  checkLocks(manager.context.resources, id, type, verb);
  if (replacesAll) {
    await type.replaceAll!(manager.context, manager.stored(id), request.body);
    return arm.operations.pollsBeforeEnd > 0 ? { status: 202 } : { status: 200, body: {} };
  }
  return verb === "delete" ? remove(arm, request, id, type) : write(arm, request, id, type);
}

function listed(arm: ArmServices, { query }: ArmRequest, scope: string, shown: ArmType): object[] {
  const { type, listQuery } = shown;
  const { manager } = arm;
  const filter = query.get("$filter");
  if (type === "Microsoft.Authorization/roleAssignments") {
    return roleAssignments(manager, scope, filter).map((one) => arm.show(one));
  }
  const all = arm.lists.shown(type, scope, manager.list(type, scope));
  if (listQuery) {
    const { resources, expand } = listQuery(all, query);
    checkExpand(shown, expand);
    return resources.map((one) => arm.show(one, expand));
  }
  const own = all.map((one) => arm.show(one));
  if (type !== "Microsoft.Authorization/roleDefinitions") return matching(own, query);
  return roleDefinitions([...arm.roles.views(scope), ...own], filter);
}

/** The page that the call asks for, with the address of the next one. */
function pageOf(arm: ArmServices, request: ArmRequest, { isPaged }: ArmType, all: object[]): object {
  const size = isPaged ? arm.lists.pageSize : Infinity;
  const start = Number(request.query.get("$skiptoken") ?? 0);
  const value = all.slice(start, start + size);
  if (start + size >= all.length) return { value };
  const query = new URLSearchParams([...request.query].filter(([name]) => name !== "$skiptoken"));
  query.set("$skiptoken", String(start + size));
  return { value, nextLink: `${arm.endpoint()}${encodeURI(request.path)}?${query}` };
}

function read(arm: ArmServices, { method, query }: ArmRequest, id: string, type: ArmType): ArmResponse {
  const expand = query.get("$expand") ?? "";
  checkExpand(type, expand);
  const builtIn = type.type.endsWith("/roleDefinitions") ? arm.roles.view(id) : undefined;
  const found = builtIn ?? arm.show(arm.manager.stored(id), expand);
  return method === "HEAD" ? { status: 204 } : { status: 200, body: found };
}

function checkExpand({ expands }: ArmType, expand: string): void {
  if (expand === "" || expands === undefined) return;
  if (expands.some((one) => one.toLowerCase() === expand.toLowerCase())) return;
  throw new CloudError(
    "InvalidParameter",
    `The sandbox does not know the value '${expand}' of parameter $expand: it knows ${expands.join(", ")}.`,
  );
}

async function write(arm: ArmServices, request: ArmRequest, id: string, type: ArmType): Promise<ArmResponse> {
  const { manager, operations } = arm;
  checkLinked(arm, request, type);
  const isNew = manager.context.resources.get(id) === undefined;
  const after =
    request.method === "PATCH"
      ? await manager.patch(id, (request.body ?? {}) as ArmBody, request.caller)
      : await manager.put(id, request.body ?? {}, request.caller);
  const status = isNew ? 201 : 200;
  if (type.longRunning === undefined) return { status, body: arm.show(after) };
  const result = () => arm.show(manager.stored(id));
  if (type.longRunning === "location") {
    if (!isNew) return { status, body: arm.show(after) };
    return { status: 202, headers: await operations.begin("location", request, result) };
  }
  if (type.longRunning === "accepted") {
    const end = () => type.afterOperation?.(manager.context, after.id) ?? Promise.resolve();
    return { status: 202, headers: await operations.begin("azure-async-operation", request, result, end) };
  }
  return {
    status,
    headers: await operations.begin(
      "azure-async-operation",
      request,
      result,
      undefined,
      type.work?.(manager.context, after),
    ),
    body: inProgress(arm.show(after)),
  };
}

async function remove(
  arm: ArmServices,
  request: ArmRequest,
  id: string,
  type: ArmType,
): Promise<ArmResponse> {
  const shown = arm.manager.context.resources.get(id);
  const isGroup = resourceGroupOf(id)?.length === id.length;
  if (!(await arm.manager.delete(id))) {
    if (isGroup) arm.manager.stored(id);
    return { status: 204 };
  }
  if (isGroup) return { status: 202, headers: await arm.operations.begin("location", request) };
  if (type.longRunning === "azure-async-operation" || type.longRunning === "accepted") {
    return { status: 202, headers: await arm.operations.begin("azure-async-operation", request) };
  }
  return type.type.startsWith("Microsoft.Authorization/")
    ? { status: 200, body: arm.show(shown!) }
    : { status: 200 };
}

/** For services that say themselves when there is no parent. */
function checkParent({ manager }: ArmServices, parentId: string | undefined, type: ArmType): void {
  if (type.missingParent === undefined || parentId === undefined) return;
  manager.checkScope(`${parentId}/`);
  if (manager.context.resources.get(parentId) === undefined)
    throw type.missingParent(manager.context, parentId);
}

function checkLinked({ access }: ArmServices, { caller, path, body }: ArmRequest, type: ArmType): void {
  for (const { action, scope } of type.linked?.((body ?? {}) as ArmBody) ?? []) {
    if (access.allows({ principalId: caller, action, scope })) continue;
    throw new CloudError(
      "LinkedAuthorizationFailed",
      `The client '${caller}' with object id '${caller}' has permission to perform action '${type.type}/write' on scope ` +
        `'${path}'; however, it does not have permission to perform action(s) '${action}' on the linked scope(s) '${scope}' ` +
        "(respectively) or the linked scope(s) are invalid.",
      403,
    );
  }
}

function inProgress(resource: ArmResource): ArmResource {
  const { properties } = resource;
  return "provisioningState" in properties
    ? { ...resource, properties: { ...properties, provisioningState: "Updating" } }
    : resource;
}

function checkVersion(type: ArmType, { apiVersion }: ArmRequest): void {
  if (type.apiVersions.includes(apiVersion)) return;
  const [namespace, ...rest] = type.type.split("/");
  throw new CloudError(
    "NoRegisteredProviderFound",
    `No registered resource provider found for API version '${apiVersion}' for type '${rest.join("/")}' of '${namespace}'. ` +
      `The supported api-versions are '${type.apiVersions.join(", ")}'.`,
  );
}
