import { DOMParser, type Element, onWarningStopParsing } from "@xmldom/xmldom";
import { CloudError } from "../../cloud/cloud-error";
import type { CloudRequest, CloudResponse } from "../http/request";
import type { Caller } from "../iam/access";
import { contentOf } from "./aws-chunked";
import type { BucketService } from "./bucket-service";
import { ONLY_VERSION } from "./list-object-versions";
import { answerXml, escapeXml, NAMESPACE } from "./xml";

interface Needs {
  readonly s3: Pick<BucketService, "permitted" | "find">;
}

interface Wanted {
  readonly key: string;
  readonly versionId: string | undefined;
}

/** Objects that one call deletes at most. */
const MOST = 1000;

/**
 * `DeleteObjects`: up to 1000 objects in one call, each with the right that its own deletion takes. What is not there
 * counts as deleted; a key that the caller may not delete is reported beside the others.
 *
 * The answer for a version that a bucket without versions cannot have, `NoSuchVersion`, is UNCONFIRMED.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 */
export function deleteObjects(
  cloud: Needs,
  request: CloudRequest,
  caller: Caller,
  bucket: string,
): CloudResponse {
  requireChecksum(request);
  const { objects, quiet } = read(contentOf(request).toString("utf8"));
  if (cloud.s3.find(bucket) === undefined)
    throw new CloudError("NoSuchBucket", "The specified bucket does not exist", 404);
  const results = objects.map((wanted) => {
    const subject = `<Key>${escapeXml(wanted.key)}</Key>${
      wanted.versionId === undefined ? "" : `<VersionId>${escapeXml(wanted.versionId)}</VersionId>`
    }`;
    try {
      deleteOne(cloud, caller, bucket, wanted);
      return quiet ? "" : `<Deleted>${subject}</Deleted>`;
    } catch (error) {
      if (!(error instanceof CloudError) || error.status >= 500) throw error;
      return `<Error>${subject}<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
    }
  });
  return answerXml(`<DeleteResult ${NAMESPACE}>${results.join("")}</DeleteResult>`);
}

function deleteOne({ s3 }: Needs, caller: Caller, bucket: string, { key, versionId }: Wanted): void {
  const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  const { objects } = s3.permitted(caller, "DeleteObjects", action, bucket, key);
  if (versionId !== undefined && versionId !== ONLY_VERSION)
    throw new CloudError("NoSuchVersion", "The specified version does not exist.", 404);
  objects.delete(key);
}

function requireChecksum({ headers }: CloudRequest): void {
  const has = headers["content-md5"] !== undefined || Object.keys(headers).some(isChecksum);
  if (has || headers["x-amz-trailer"]?.startsWith("x-amz-checksum-")) return;
  throw new CloudError(
    "InvalidRequest",
    "Missing required header for this request: Content-MD5 OR x-amz-checksum-*",
  );
}

const isChecksum = (header: string) => /^x-amz-checksum-/.test(header);

function read(xml: string): { readonly objects: readonly Wanted[]; readonly quiet: boolean } {
  const root = parse(xml);
  const objects = childrenOf(root, "Object").map((element) => ({
    key: textOf(element, "Key") ?? "",
    versionId: textOf(element, "VersionId") || undefined,
  }));
  if (objects.length === 0 || objects.length > MOST || objects.some(({ key }) => key === ""))
    throw malformed();
  return { objects, quiet: textOf(root, "Quiet") === "true" };
}

function parse(xml: string): Element {
  let root: Element | null;
  try {
    root = new DOMParser({ onError: onWarningStopParsing }).parseFromString(xml, "text/xml").documentElement;
  } catch {
    throw malformed();
  }
  if (root?.tagName !== "Delete") throw malformed();
  return root;
}

function childrenOf(parent: Element, name: string): Element[] {
  return ([...parent.childNodes] as Element[]).filter((node) => node.tagName === name);
}

const textOf = (parent: Element, name: string) => childrenOf(parent, name)[0]?.textContent ?? undefined;

function malformed(): CloudError {
  return new CloudError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}
