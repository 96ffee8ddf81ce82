import { CloudError } from "../../cloud/cloud-error";
import type { CloudRequest, CloudResponse } from "../http/request";
import type { Caller } from "../iam/access";
import type { BucketService, StoredObject } from "./bucket-service";
import { answerXml, escapeXml, NAMESPACE } from "./xml";

/** The id of the only version that an object has in a bucket whose versions were never enabled. */
export const ONLY_VERSION = "null";

interface Needs {
  readonly s3: Pick<BucketService, "permitted">;
}

/**
 * `ListObjectVersions`: the objects of a bucket as versions, in the order of their keys. Buckets of the sandbox are not
 * versioned, so each object has one version and nothing has a delete marker.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export function listObjectVersions(
  cloud: Needs,
  { query }: CloudRequest,
  caller: Caller,
  name: string,
): CloudResponse {
  const bucket = cloud.s3.permitted(caller, "ListObjectVersions", "s3:ListBucketVersions", name);
  const keyMarker = query.get("key-marker") ?? "";
  const versionMarker = query.get("version-id-marker") ?? "";
  if (versionMarker !== "" && keyMarker === "") {
    throw new CloudError("InvalidArgument", "A version-id marker cannot be specified without a key marker.");
  }
  const prefix = query.get("prefix") ?? "";
  const limit = Math.min(Number(query.get("max-keys") ?? 1000), 1000);
  const found = [...bucket.objects.values()]
    .filter(({ key }) => key.startsWith(prefix) && key > keyMarker)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = found.slice(0, limit);
  const more = found.length > page.length;
  const encode = query.get("encoding-type") === "url" ? encodeURIComponent : escapeXml;
  const next =
    more && page.length > 0
      ? `<NextKeyMarker>${encode(page.at(-1)!.key)}</NextKeyMarker><NextVersionIdMarker>${ONLY_VERSION}</NextVersionIdMarker>`
      : "";
  return answerXml(
    `<ListVersionsResult ${NAMESPACE}><Name>${escapeXml(name)}</Name><Prefix>${encode(prefix)}</Prefix>` +
      `<KeyMarker>${encode(keyMarker)}</KeyMarker><VersionIdMarker>${escapeXml(versionMarker)}</VersionIdMarker>` +
      `<MaxKeys>${limit}</MaxKeys>${query.get("encoding-type") === "url" ? "<EncodingType>url</EncodingType>" : ""}` +
      `<IsTruncated>${more}</IsTruncated>${next}${page.map((stored) => version(stored, encode)).join("")}</ListVersionsResult>`,
  );
}

function version({ key, etag, body, lastModified }: StoredObject, encode: (text: string) => string): string {
  return (
    `<Version><Key>${encode(key)}</Key><VersionId>${ONLY_VERSION}</VersionId><IsLatest>true</IsLatest>` +
    `<LastModified>${new Date(lastModified).toISOString()}</LastModified><ETag>${escapeXml(etag)}</ETag>` +
    `<Size>${body.length}</Size><StorageClass>STANDARD</StorageClass></Version>`
  );
}
