import type { Foundation } from "../foundation";

/** How long a ResponseURL takes an answer, in seconds. */
const LIFETIME_IN_SECONDS = 7200;

/** What a ResponseURL is made for. */
export interface ResponseUrlSubject {
  readonly stackId: string;
  readonly logicalId: string;
  readonly requestId: string;
}

export interface ResponseUrl {
  readonly url: string;
  /** Path and query, as a request has them. */
  readonly target: string;
  /** Milliseconds since 1970 on the sandbox clock. */
  readonly expiresAt: number;
}

/**
 * Host of the bucket that takes answers; the name of the Region in it has no dashes.
 *
 * @see AWS CloudFormation user guide, "Set up your VPC endpoint for custom resources and wait conditions"
 */
export function responseHost(region: string): string {
  return `cloudformation-custom-resource-response-${region.replaceAll("-", "")}.s3.amazonaws.com`;
}

/** A presigned URL of the form that CloudFormation makes. Who does not have it cannot guess it. */
export function responseUrl(
  { region, clock, ids }: Pick<Foundation, "region" | "clock" | "ids">,
  { stackId, logicalId, requestId }: ResponseUrlSubject,
): ResponseUrl {
  const now = clock.now();
  const date = `${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const path = stackId.split("/").map(encodeURIComponent).join("/");
  const query = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Date": date,
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Expires": String(LIFETIME_IN_SECONDS),
    "X-Amz-Credential": `AKIA${ids.upper(16)}/${date.slice(0, 8)}/${region}/s3/aws4_request`,
    "X-Amz-Signature": ids.hex(64),
  });
  const target = `/${path}%7C${encodeURIComponent(logicalId)}%7C${requestId}?${query}`;
  return {
    url: `https://${responseHost(region)}${target}`,
    target,
    expiresAt: now + LIFETIME_IN_SECONDS * 1000,
  };
}
