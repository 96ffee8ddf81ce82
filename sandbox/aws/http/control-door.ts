import type { SandboxClock } from "../../cloud/clock";
import { CloudError } from "../../cloud/cloud-error";
import type { Outage } from "../../cloud/outages";
import type { ResourceTable } from "../../cloud/resources/resource-table";
import type { Foundation, Service } from "../foundation";
import type { BucketService } from "../s3/bucket-service";
import type { CloudRequest, CloudResponse } from "./request";

/** The parts of the cloud that the door gives access to. */
export interface Controlled extends Pick<Foundation, "clock" | "outages"> {
  readonly resources: Pick<ResourceTable, "create" | "read" | "list" | "update" | "delete">;
  readonly s3: Pick<BucketService, "empty">;
}

const PREFIX = "/_sandbox/";

export function isControlRequest({ path }: CloudRequest): boolean {
  return path.startsWith(PREFIX);
}

/**
 * The door for deployers and observers, as JSON over HTTP, unsigned.
 *
 * - `POST /_sandbox/resources` `{type, properties}` → `{id, attributes}`
 * - `GET`, `PUT` `{properties}`, `DELETE /_sandbox/resources/TYPE/ID` (both percent-encoded)
 * - `GET /_sandbox/resources` → every resource
 * - `DELETE /_sandbox/objects/BUCKET` deletes every object of a bucket
 * - `GET /_sandbox/clock` → `{now}`; `POST /_sandbox/clock` `{advance: ms}` or `{advanceUntilIdle: ms}`
 * - `POST /_sandbox/outages` an `Outage`; `DELETE /_sandbox/outages` ends all
 *
 * A refusal is `{code, message}` with AWS's own code and words and a 4xx status.
 */
export async function answerControl(cloud: Controlled, request: CloudRequest): Promise<CloudResponse> {
  try {
    return reply(200, await dispatch(cloud, request));
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return reply(error.status, { code: error.code, message: error.message });
  }
}

async function dispatch(cloud: Controlled, request: CloudRequest): Promise<unknown> {
  const [thing, type, id, ...rest] = request.path.slice(PREFIX.length).split("/").map(decodeURIComponent);
  const { method } = request;
  if (thing === "resources" && rest.length === 0) {
    if (type === undefined) {
      if (method === "GET") return cloud.resources.list();
      if (method === "POST") {
        const { type: wanted, properties } = bodyOf(request);
        return cloud.resources.create(String(wanted), properties ?? {});
      }
    } else if (id !== undefined) {
      if (method === "GET") {
        const found = cloud.resources.read(type, id);
        if (found) return found;
        throw new CloudError(
          "ResourceNotFoundException",
          `Resource of type '${type}' with identifier '${id}' was not found.`,
          404,
        );
      }
      if (method === "PUT") return cloud.resources.update(type, id, bodyOf(request)["properties"] ?? {});
      if (method === "DELETE") {
        await cloud.resources.delete(type, id);
        return {};
      }
    }
  }
  if (thing === "objects" && type !== undefined && id === undefined && method === "DELETE") {
    cloud.s3.empty(type);
    return {};
  }
  if (thing === "clock" && type === undefined) {
    const result = method === "POST" ? await step(cloud, bodyOf(request)) : undefined;
    return { now: cloud.clock.now(), ...(result === undefined ? {} : { idle: result }) };
  }
  if (thing === "outages" && type === undefined) {
    if (method === "POST") cloud.outages.begin(bodyOf(request) as unknown as Outage<Service>);
    else if (method === "DELETE") cloud.outages.endAll();
    else throw notThere(request);
    return {};
  }
  throw notThere(request);
}

async function step(
  { clock }: { clock: SandboxClock },
  body: Record<string, unknown>,
): Promise<boolean | undefined> {
  const { advance, advanceUntilIdle } = body;
  if (typeof advanceUntilIdle === "number") return clock.advanceUntilIdle(advanceUntilIdle);
  if (typeof advance !== "number") {
    throw new CloudError("ValidationException", "Give advance or advanceUntilIdle in milliseconds.");
  }
  await clock.advance(advance);
  return undefined;
}

function bodyOf(request: CloudRequest): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(request.body.toString("utf8"));
    if (typeof body === "object" && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>;
  } catch {
    // reported below
  }
  throw new CloudError("ValidationException", "The body must be a JSON object.");
}

function notThere({ method, path }: CloudRequest): CloudError {
  return new CloudError("NotFound", `The sandbox has no ${method} ${path}.`, 404);
}

function reply(status: number, body: unknown): CloudResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
