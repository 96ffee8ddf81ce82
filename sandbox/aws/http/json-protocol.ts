import { CloudError } from "../../cloud/cloud-error";
import type { Caller } from "../iam/access";
import type { CloudRequest, CloudResponse } from "./request";

export type JsonInput = Readonly<Record<string, unknown>>;

/** One operation of a service that speaks AWS JSON. */
export type JsonOperation = (input: JsonInput, caller: Caller) => unknown;

export interface JsonService {
  /** The part of `X-Amz-Target` before the dot. */
  readonly target: string;
  readonly operations: Readonly<Record<string, JsonOperation>>;
}

/** Calls the operation that `X-Amz-Target` names and writes its result, or an error as `{__type, message}`. */
export async function answerJson(
  service: JsonService,
  request: CloudRequest,
  caller: Caller,
): Promise<CloudResponse> {
  const [target, name = ""] = (request.headers["x-amz-target"] ?? "").split(".");
  const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  if (target !== service.target || operation === undefined) {
    throw new CloudError(
      "UnknownOperationException",
      `The sandbox does not simulate ${service.target}.${name}.`,
    );
  }
  const result = await operation(parse(request.body), caller);
  return { status: 200, headers: jsonHeaders(request), body: JSON.stringify(result ?? {}) };
}

export function jsonError(request: CloudRequest, error: CloudError): CloudResponse {
  const type = error.status >= 500 ? "Receiver" : "Sender";
  return {
    status: error.status,
    headers: { ...jsonHeaders(request), "x-amzn-query-error": `${queryCode(error.code)};${type}` },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}

/** Codes that the older query protocol of SQS spelled otherwise; its clients still show them. */
function queryCode(code: string): string {
  if (code === "QueueDoesNotExist") return "AWS.SimpleQueueService.NonExistentQueue";
  if (code === "AccessDeniedException") return "AccessDenied";
  if (/^Kms[A-Z]/.test(code)) return `KMS.${code.slice("Kms".length)}Exception`;
  if (/Batch|Purge/.test(code)) return `AWS.SimpleQueueService.${code}`;
  return code;
}

function jsonHeaders(request: CloudRequest): Record<string, string> {
  return { "content-type": request.headers["content-type"] ?? "application/x-amz-json-1.1" };
}

function parse(body: Buffer): JsonInput {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8")) as JsonInput;
  } catch {
    throw new CloudError("SerializationException", "The request body is not JSON.");
  }
}
