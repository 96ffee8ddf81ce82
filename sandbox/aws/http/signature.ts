import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { CloudError } from "../../cloud/cloud-error";
import type { AccessControl, Caller } from "../iam/access";
import type { CloudRequest } from "./request";

export interface SignedCall {
  readonly caller: Caller;
  /** Name in the credential scope: `sqs`, `secretsmanager`, `logs`, `s3`, `lambda`, `sts`. */
  readonly service: string;
}

interface Claim {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Services whose refusal of a key is coded in another way than that of services with JSON. */
const UNKNOWN_KEY: Readonly<Record<string, readonly [code: string, message?: string]>> = {
  cloudformation: ["InvalidClientTokenId"],
  sqs: ["InvalidClientTokenId"],
  sts: ["InvalidClientTokenId"],
  s3: ["InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."],
  ec2: ["AuthFailure", "AWS was not able to validate the provided access credentials"],
};

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

/** The service that the request claims to be for, before anything is verified. */
export function claimedService(request: CloudRequest): string | undefined {
  return AUTHORIZATION.exec(request.headers["authorization"] ?? "")?.[4];
}

/**
 * Verifies AWS signature version 4 over the headers. Age is not checked, because the sandbox has its own clock.
 *
 * @throws CloudError 403 for unsigned calls, unknown keys, wrong signatures and other regions
 */
export function verifySignature(request: CloudRequest, access: AccessControl, region: string): SignedCall {
  const claim = readClaim(request);
  const s3 = claim.service === "s3";
  const credentials = access.find(claim.accessKeyId);
  if (credentials === undefined || credentials.sessionToken !== request.headers["x-amz-security-token"]) {
    const [
      code = "UnrecognizedClientException",
      message = "The security token included in the request is invalid.",
    ] = UNKNOWN_KEY[claim.service] ?? [];
    throw new CloudError(code, message, claim.service === "ec2" ? 401 : 403);
  }
  const mismatch = s3 ? "SignatureDoesNotMatch" : "InvalidSignatureException";
  if (claim.region !== region) {
    throw new CloudError(
      mismatch,
      `Credential should be scoped to a valid region, got ${claim.region}; this is ${region}.`,
      403,
    );
  }
  const payloadHash = payloadHashOf(request);
  const expected = sign(
    credentials.secretAccessKey,
    claim,
    canonicalRequest(request, claim, payloadHash),
    request,
  );
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(claim.signature))) {
    throw new CloudError(
      mismatch,
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
      403,
    );
  }
  return { caller: credentials.caller, service: claim.service };
}

function readClaim(request: CloudRequest): Claim {
  const match = AUTHORIZATION.exec(request.headers["authorization"] ?? "");
  if (match === null)
    throw new CloudError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  const [, accessKeyId, date, region, service, signedHeaders, signature] = match;
  return {
    accessKeyId: accessKeyId!,
    date: date!,
    region: region!,
    service: service!,
    signedHeaders: signedHeaders!.split(";"),
    signature: signature!,
  };
}

function payloadHashOf(request: CloudRequest): string {
  const declared = request.headers["x-amz-content-sha256"];
  if (declared === "UNSIGNED-PAYLOAD" || declared?.startsWith("STREAMING-")) return declared;
  const actual = sha256(request.body);
  if (declared !== undefined && declared !== actual) {
    throw new CloudError(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  return actual;
}

function canonicalRequest(request: CloudRequest, claim: Claim, payloadHash: string): string {
  const headers = claim.signedHeaders.map(
    (name) => `${name}:${(request.headers[name] ?? "").trim().replace(/\s+/g, " ")}\n`,
  );
  const path = claim.service === "s3" ? request.path : encode(request.path).replaceAll("%2F", "/");
  const query = request.rawQuery
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => (pair.includes("=") ? pair : `${pair}=`))
    .map((pair) =>
      pair
        .split("=", 2)
        .map((part) => encode(decodeURIComponent(part)))
        .join("="),
    )
    .sort()
    .join("&");
  return [request.method, path, query, headers.join(""), claim.signedHeaders.join(";"), payloadHash].join(
    "\n",
  );
}

function sign(secret: string, claim: Claim, canonical: string, request: CloudRequest): string {
  const scope = [claim.date, claim.region, claim.service, "aws4_request"];
  const key = scope.reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${secret}`);
  const text = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"] ?? "", scope.join("/"), sha256(canonical)];
  return hmac(key, text.join("\n")).toString("hex");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
