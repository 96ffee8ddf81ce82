import { AwsError } from "../aws-error";
import type { Cloud } from "../cloud";
import type { CloudRequest, CloudResponse } from "../http/request";
import type { Caller } from "../iam/access";

/** Lambda's REST API, as far as invoking goes. */
export async function answerLambda(
  cloud: Cloud,
  request: CloudRequest,
  caller: Caller,
): Promise<CloudResponse> {
  const match = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.path);
  if (match === null || request.method !== "POST") {
    throw new AwsError(
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
    cloud.functions.dryRun(caller, name, payload);
    return { status: 204 };
  }
  if (type === "Event") {
    cloud.functions.invokeAsync(caller, name, payload);
    return { status: 202 };
  }
  const { payload: result, failure } = await cloud.functions.invoke(caller, name, payload);
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
    throw new AwsError(
      "InvalidRequestContentException",
      "Could not parse request body into json: the payload is not JSON.",
    );
  }
}

export function refuseLambda(_request: CloudRequest, error: AwsError): CloudResponse {
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
