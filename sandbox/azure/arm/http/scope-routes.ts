import { CloudError } from "../../../cloud/cloud-error";
import { checkTags } from "../checks";
import { moveResources } from "../move-resources";
import type { ArmRequest, ArmResponse } from "./arm-request";
import type { ArmServices } from "./services";

type Tags = Readonly<Record<string, string>>;

/** What every resource and group has beside its own type: its tags alone, and the move to another group. */
export async function answerScopes(arm: ArmServices, request: ArmRequest): Promise<ArmResponse | undefined> {
  const { method, path } = request;
  const tagged = /^(\/subscriptions\/.+)\/providers\/Microsoft\.Resources\/tags\/default$/i.exec(path)?.[1];
  if (tagged !== undefined) return answerTags(arm, request, tagged);
  const group = /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)\/moveResources$/i.exec(path)?.[1];
  return method === "POST" && group !== undefined ? move(arm, request, group) : undefined;
}

async function answerTags(
  { manager, access }: ArmServices,
  { method, caller, body }: ArmRequest,
  scope: string,
): Promise<ArmResponse> {
  const verb = { GET: "read", PUT: "write", PATCH: "write", DELETE: "delete" }[method];
  if (verb === undefined) {
    throw new CloudError("MethodNotAllowed", `The sandbox does not answer ${method} of tags.`, 405);
  }
  access.check(caller, `Microsoft.Resources/tags/${verb}`, scope);
  const resource = manager.stored(scope);
  const { operation = "Replace", properties } = (body ?? {}) as {
    operation?: string;
    properties?: { tags?: Tags };
  };
  const given = properties?.tags ?? {};
  const tags =
    method === "GET"
      ? (resource.tags ?? {})
      : method === "DELETE"
        ? {}
        : changed(resource.tags ?? {}, given, operation);
  if (method !== "GET") {
    checkTags(tags);
    const { tags: _, ...rest } = resource;
    await manager.context.resources.put(resource.id, { ...rest, tags });
  }
  if (method === "DELETE") return { status: 200 };
  const id = `${resource.id}/providers/Microsoft.Resources/tags/default`;
  return {
    status: 200,
    body: { id, name: "default", type: "Microsoft.Resources/tags", properties: { tags } },
  };
}

/** Names of tags are the same in any casing; the one that stands there stays. */
function changed(before: Tags, given: Tags, operation: string): Tags {
  const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  const others = Object.entries(before).filter(
    ([name]) => !Object.keys(given).some((one) => isSame(one, name)),
  );
  switch (operation) {
    case "Replace":
      return given;
    case "Delete":
      return Object.fromEntries(
        Object.entries(before).filter(
          ([name, value]) =>
            !Object.entries(given).some(([one, wanted]) => isSame(one, name) && wanted === value),
        ),
      );
    case "Merge": {
      const named = Object.entries(given).map(([name, value]) => [
        Object.keys(before).find((one) => isSame(one, name)) ?? name,
        value,
      ]);
      return Object.fromEntries([...others, ...named]);
    }
    default:
      throw new CloudError(
        "InvalidRequestContent",
        `The operation '${operation}' of tags is none of Replace, Merge and Delete.`,
      );
  }
}

async function move(arm: ArmServices, request: ArmRequest, group: string): Promise<ArmResponse> {
  const { manager, access, operations } = arm;
  const { resources, targetResourceGroup } = (request.body ?? {}) as {
    resources?: string[];
    targetResourceGroup?: string;
  };
  if (!Array.isArray(resources) || typeof targetResourceGroup !== "string") {
    throw new CloudError(
      "InvalidRequestContent",
      "A move needs resources, a list of ids, and targetResourceGroup.",
    );
  }
  access.check(
    request.caller,
    "Microsoft.Resources/subscriptions/resourceGroups/moveResources/action",
    group,
  );
  access.check(request.caller, "Microsoft.Resources/subscriptions/resourceGroups/write", targetResourceGroup);
  await moveResources(manager.context, resources, targetResourceGroup);
  return { status: 202, headers: await operations.begin("location", request) };
}
