import { CloudError } from "../../../cloud/cloud-error";
import type { QueryInput } from "../../http/query-protocol";
import type { Caller } from "../../iam/access";
import type { BucketService } from "../../s3/bucket-service";
import { LARGEST_INLINE_TEMPLATE, LARGEST_STORED_TEMPLATE } from "../template/read-template";
import { invalid } from "../template/template-error";
import { optionalFlag, optionalText } from "./input";

/**
 * The text of the template that a call names: in the call, in a bucket of the account, or the one before.
 *
 * @throws CloudError `ValidationError` when there is none, or it is too large
 */
export function templateText(
  s3: Pick<BucketService, "permitted">,
  input: QueryInput,
  caller: Caller,
  previous: string | undefined,
): string {
  const [body, url] = [optionalText(input, "TemplateBody"), optionalText(input, "TemplateURL")];
  const usesPrevious = optionalFlag(input, "UsePreviousTemplate") ?? false;
  if ([body !== undefined, url !== undefined, usesPrevious].filter(Boolean).length !== 1) {
    throw invalid("Either Template URL or Template Body must be specified.");
  }
  if (usesPrevious) {
    if (previous === undefined) throw invalid("The stack has no template that could be used again.");
    return previous;
  }
  if (url !== undefined) return stored(s3, url, caller);
  if (Buffer.byteLength(body!) > LARGEST_INLINE_TEMPLATE) {
    throw invalid(
      `1 validation error detected: Value '${body!.slice(0, 60)}…' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${LARGEST_INLINE_TEMPLATE}`,
    );
  }
  return body!;
}

function stored(s3: Pick<BucketService, "permitted">, url: string, caller: Caller): string {
  const { bucket, key } = placeOf(url);
  try {
    const object = s3.permitted(caller, "GetObject", "s3:GetObject", bucket, key).objects.get(key);
    if (object === undefined) throw new CloudError("NoSuchKey", "The specified key does not exist.");
    if (object.body.length > LARGEST_STORED_TEMPLATE) {
      throw invalid(`Template may not exceed ${LARGEST_STORED_TEMPLATE} bytes in size.`);
    }
    return object.body.toString("utf8");
  } catch (error) {
    if (!(error instanceof CloudError) || error.code === "ValidationError") throw error;
    const reason = error.code === "AccessDenied" ? "Access Denied" : error.message;
    throw invalid(
      `S3 error: ${reason}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
}

/** Path style, as on loopback, or a bucket in the name of the host. */
function placeOf(url: string): { bucket: string; key: string } {
  if (!URL.canParse(url)) throw invalid("TemplateURL must be a supported URL.");
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const inHost = /^(.+)\.s3[.-][a-z0-9.-]*amazonaws\.com$/.exec(hostname)?.[1];
  if (inHost !== undefined) return { bucket: inHost, key: path };
  const slash = path.indexOf("/");
  if (slash < 1) throw invalid("TemplateURL must reference a valid S3 object to which you have access.");
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
