import { AwsError } from "../aws-error";
import type { Cloud } from "../cloud";
import type { Outage } from "../outages";
import type { CloudRequest, CloudResponse } from "./request";

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
 * - `GET /_sandbox/clock` → `{now}`; `POST /_sandbox/clock` `{advance: ms}` or `{advanceUntilIdle: ms}`
 * - `POST /_sandbox/outages` an `Outage`; `DELETE /_sandbox/outages` ends all
 *
 * A refusal is `{code, message}` with AWS's own code and words and a 4xx status.
 */
export async function answerControl(cloud: Cloud, request: CloudRequest): Promise<CloudResponse> {
  try {
    return reply(200, await dispatch(cloud, request));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return reply(error.status, { code: error.code, message: error.message });
  }
}

async function dispatch(cloud: Cloud, request: CloudRequest): Promise<unknown> {
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
        throw new AwsError(
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
  if (thing === "clock" && type === undefined) {
    const result = method === "POST" ? await step(cloud, bodyOf(request)) : undefined;
    return { now: cloud.clock.now(), ...(result === undefined ? {} : { idle: result }) };
  }
  if (thing === "outages" && type === undefined) {
    if (method === "POST") cloud.outages.begin(bodyOf(request) as unknown as Outage);
    else if (method === "DELETE") cloud.outages.endAll();
    else throw notThere(request);
    return {};
  }
  throw notThere(request);
}

async function step(cloud: Cloud, body: Record<string, unknown>): Promise<boolean | undefined> {
  const { advance, advanceUntilIdle } = body;
  if (typeof advanceUntilIdle === "number") return cloud.clock.advanceUntilIdle(advanceUntilIdle);
  if (typeof advance !== "number") {
    throw new AwsError("ValidationException", "Give advance or advanceUntilIdle in milliseconds.");
  }
  await cloud.clock.advance(advance);
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
  throw new AwsError("ValidationException", "The body must be a JSON object.");
}

function notThere({ method, path }: CloudRequest): AwsError {
  return new AwsError("NotFound", `The sandbox has no ${method} ${path}.`, 404);
}

function reply(status: number, body: unknown): CloudResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
