import { CloudError } from "../../cloud/cloud-error";
import type { CloudRequest, CloudResponse } from "../http/request";
import type { Caller } from "../iam/access";
import type { FunctionService } from "./function-service";

type Functions = Pick<FunctionService, "describe" | "dryRun" | "invokeAsync" | "invoke">;

/** Lambda's REST API, limited to invoking and describing. */
export async function answerLambda(
  functions: Functions,
  request: CloudRequest,
  caller: Caller,
): Promise<CloudResponse> {
  const described = /^\/2015-03-31\/functions\/([^/]+)$/.exec(request.path);
  if (described !== null && request.method === "GET") {
    const body = JSON.stringify(functions.describe(caller, decodeURIComponent(described[1]!)));
    return { status: 200, headers: { "content-type": "application/json" }, body };
  }
  const match = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.path);
  if (match === null || request.method !== "POST") {
    throw new CloudError(
      "UnknownOperationException",
      `The sandbox does not simulate ${request.method} ${request.path}.`,
      404,
    );
  }
  const name = decodeURIComponent(match[1]!);
  const payload = request.body.length === 0 ? "{}" : request.body.toString("utf8");
  requireJson(payload);
  const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (type === "DryRun") {
    functions.dryRun(caller, name, payload);
    return { status: 204 };
  }
  if (type === "Event") {
    functions.invokeAsync(caller, name, payload);
    return { status: 202 };
  }
  const { payload: result, failure } = await functions.invoke(caller, name, payload);
  return {
    status: 200,
    headers: {
      "content-type": "application/json",
      "x-amz-executed-version": "$LATEST",
      ...(failure && { "x-amz-function-error": "Unhandled" }),
    },
    body: failure ? JSON.stringify(failure) : result!,
  };
}

function requireJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch {
    throw new CloudError(
      "InvalidRequestContentException",
      "Could not parse request body into json: the payload is not JSON.",
    );
  }
}

export function refuseLambda(_request: CloudRequest, error: CloudError): CloudResponse {
  return {
    status: error.status,
    headers: { "content-type": "application/json", "x-amzn-errortype": error.code },
    body: JSON.stringify({
      Type: error.status >= 500 ? "Service" : "User",
      Message: error.message,
      message: error.message,
    }),
  };
}
