import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { Caller } from "../iam/access";
import type { FunctionService } from "../lambda/function-service";
import { answerLambda, refuseLambda } from "../lambda/lambda-api";
import { answerS3, refuseS3 } from "../s3/bucket-api";
import type { BucketService } from "../s3/bucket-service";
import { answerEc2, type Ec2Service, refuseEc2 } from "./ec2-protocol";
import { answerJson, type JsonService, jsonError } from "./json-protocol";
import { answerQuery, type QueryService, refuseQuery } from "./query-protocol";
import type { CloudRequest, CloudResponse } from "./request";
import { claimedService, verifySignature } from "./signature";

/** The services that have an endpoint, and what a call is verified against. */
export interface Services extends Pick<Foundation, "region" | "ids" | "access"> {
  readonly sqs: { readonly api: JsonService };
  readonly secrets: { readonly api: JsonService };
  readonly parameters: { readonly api: JsonService };
  readonly stateMachines: { readonly api: JsonService };
  readonly logs: { readonly api: JsonService };
  readonly tokens: { readonly api: QueryService };
  readonly cloudformation: { readonly api: QueryService };
  readonly network: { readonly api: Ec2Service };
  readonly functions: FunctionService;
  readonly s3: BucketService;
}

/** How one service reads a verified call and writes a refusal. */
interface Endpoint {
  answer(cloud: Services, request: CloudRequest, caller: Caller): Promise<CloudResponse>;
  refuse(request: CloudRequest, error: CloudError): CloudResponse;
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
  ssm: {
    answer: (cloud, request, caller) => answerJson(cloud.parameters.api, request, caller),
    refuse: jsonError,
  },
  states: {
    answer: (cloud, request, caller) => answerJson(cloud.stateMachines.api, request, caller),
    refuse: jsonError,
  },
  logs: {
    answer: (cloud, request, caller) => answerJson(cloud.logs.api, request, caller),
    refuse: jsonError,
  },
  lambda: {
    answer: ({ functions }, request, caller) => answerLambda(functions, request, caller),
    refuse: refuseLambda,
  },
  s3: { answer: answerS3, refuse: refuseS3 },
  sts: {
    answer: (cloud, request, caller) => answerQuery(cloud.tokens.api, request, caller, cloud.ids.uuid()),
    refuse: refuseQuery,
  },
  cloudformation: {
    answer: (cloud, request, caller) =>
      answerQuery(cloud.cloudformation.api, request, caller, cloud.ids.uuid()),
    refuse: refuseQuery,
  },
  ec2: {
    answer: (cloud, request, caller) => answerEc2(cloud.network.api, request, caller, cloud.ids.uuid()),
    refuse: refuseEc2,
  },
};

/** Hands a signed call to the service that its signature names. */
export async function answerService(cloud: Services, request: CloudRequest): Promise<CloudResponse> {
  const endpoint = ENDPOINTS[claimedService(request) ?? ""];
  const headers = { "x-amzn-requestid": cloud.ids.uuid() };
  try {
    const { caller, service } = verifySignature(request, cloud.access, cloud.region);
    if (endpoint === undefined) {
      throw new CloudError(
        "UnknownOperationException",
        `The sandbox does not simulate the service ${service}.`,
      );
    }
    const response = await endpoint.answer(cloud, request, caller);
    return { ...response, headers: { ...headers, ...response.headers } };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const response = (endpoint?.refuse ?? jsonError)(request, error);
    return { ...response, headers: { ...headers, ...response.headers } };
  }
}
