import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { IllumioIacError } from "../../core/errors";
import { reasonOf } from "./service-errors";

/** The part of what AWS Lambda writes into an on-failure destination that is needed to invoke the function again. */
export interface FailedDelivery {
  readonly key: string;
  /** Name of the function that failed. */
  readonly functionName: string;
  /** When it failed for the last time, as Lambda wrote it. */
  readonly failedAt: string;
  /** `RetriesExhausted`, `EventAgeExceeded`, … */
  readonly condition: string;
  /** JSON of the event that the function was invoked with. */
  readonly payload: string;
}

/**
 * Keys of the objects in an on-failure bucket, listed in full before the first one is worked on: a delivery that fails
 * again meanwhile gets a new key and is left for the next time.
 *
 * @param limit most keys to list
 */
export async function listFailedDeliveries(
  s3: S3Client,
  bucket: string,
  prefix: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key } of page.Contents ?? []) {
      if (keys.length === limit) return keys;
      if (Key !== undefined) keys.push(Key);
    }
  }
  return keys;
}

/** @throws IllumioIacError that says what the object is instead, when it is no invocation record */
export async function readFailedDelivery(s3: S3Client, bucket: string, key: string): Promise<FailedDelivery> {
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const text = (await answer.Body?.transformToString()) ?? "";
  let record: {
    timestamp?: unknown;
    requestContext?: { functionArn?: unknown; condition?: unknown };
    requestPayload?: unknown;
  } | null;
  try {
    record = JSON.parse(text);
  } catch {
    throw new IllumioIacError(`is no JSON (${text.length} characters), so AWS Lambda did not write it`);
  }
  const { functionArn, condition } = record?.requestContext ?? {};
  if (typeof functionArn !== "string" || record?.requestPayload === undefined) {
    throw new IllumioIacError(
      `has no "requestContext.functionArn" and "requestPayload", so it is no record of a failed invocation`,
    );
  }
  return {
    key,
    functionName: functionNameOf(functionArn),
    failedAt: typeof record.timestamp === "string" ? record.timestamp : "at an unknown time",
    condition: typeof condition === "string" ? condition : "unknown",
    payload: JSON.stringify(record.requestPayload),
  };
}

/**
 * Invokes the function asynchronously with a delivery that failed, and deletes the object once AWS Lambda has accepted
 * it. A delivery that fails after that comes back to the bucket as a new object.
 *
 * @throws IllumioIacError when the invocation was not accepted (the object stays) or the object could not be deleted
 */
export async function redriveDelivery(
  clients: { readonly s3: S3Client; readonly lambda: LambdaClient },
  bucket: string,
  functionName: string,
  delivery: FailedDelivery,
): Promise<void> {
  const { StatusCode } = await clients.lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: "Event",
      Payload: Buffer.from(delivery.payload),
    }),
  );
  if (StatusCode !== 202)
    throw new IllumioIacError(`AWS Lambda answered ${StatusCode} instead of 202, so it is kept`);
  try {
    await clients.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: delivery.key }));
  } catch (error) {
    const reason = `the function was invoked, but the object cannot be deleted and will be sent again next time: ${reasonOf(error)}`;
    throw new IllumioIacError(reason, { cause: error });
  }
}

/** Name of a function that is given by name, partial ARN or ARN, each with or without a qualifier. */
export function functionNameOf(nameOrArn: string): string {
  const arn = /(?:^|:)function:([^:]+)/.exec(nameOrArn);
  return arn?.[1] ?? nameOrArn.replace(/:.*$/, "");
}
