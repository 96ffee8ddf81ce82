import { AwsError } from "../aws-error";
import type { Cloud } from "../cloud";
import type { Caller } from "../iam/access";
import { answerLambda, refuseLambda } from "../lambda/lambda-api";
import { answerS3, refuseS3 } from "../s3/bucket-api";
import { answerJson, jsonError } from "./json-protocol";
import type { CloudRequest, CloudResponse } from "./request";
import { claimedService, verifySignature } from "./signature";

/** How one service reads a verified call and writes a refusal. */
interface Endpoint {
  answer(cloud: Cloud, request: CloudRequest, caller: Caller): Promise<CloudResponse>;
  refuse(request: CloudRequest, error: AwsError): CloudResponse;
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  sqs: {
    answer: (cloud, request, caller) => answerJson(cloud.sqs.api, request, caller),
    refuse: jsonError,
  },
  secretsmanager: {
    answer: (cloud, request, caller) => answerJson(cloud.secrets.api, request, caller),
    refuse: jsonError,
  },
  logs: {
    answer: (cloud, request, caller) => answerJson(cloud.logs.api, request, caller),
    refuse: jsonError,
  },
  lambda: { answer: answerLambda, refuse: refuseLambda },
  s3: { answer: answerS3, refuse: refuseS3 },
};

/** Hands a signed call to the service that its signature names. */
export async function answerService(cloud: Cloud, request: CloudRequest): Promise<CloudResponse> {
  const endpoint = ENDPOINTS[claimedService(request) ?? ""];
  const headers = { "x-amzn-requestid": cloud.ids.uuid() };
  try {
    const { caller, service } = verifySignature(request, cloud.access, cloud.region);
    if (endpoint === undefined) {
      throw new AwsError(
        "UnknownOperationException",
        `The sandbox does not simulate the service ${service}.`,
      );
    }
    const response = await endpoint.answer(cloud, request, caller);
    return { ...response, headers: { ...headers, ...response.headers } };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const response = (endpoint?.refuse ?? jsonError)(request, error);
    return { ...response, headers: { ...headers, ...response.headers } };
  }
}
