import { AwsError } from "../aws-error";
import type { Cloud } from "../cloud";
import type { CloudRequest, CloudResponse } from "../http/request";
import type { Caller } from "../iam/access";
import { contentOf } from "./aws-chunked";
import type { StoredObject } from "./bucket-service";

const XML = { "content-type": "application/xml" };

/** S3's REST API in path style: objects of a bucket, one at a time, and lists of them. */
export async function answerS3(cloud: Cloud, request: CloudRequest, caller: Caller): Promise<CloudResponse> {
  const [bucket = "", ...rest] = request.path.slice(1).split("/").map(decodeURIComponent);
  const key = rest.join("/");
  const operation = `${request.method} ${key === "" ? "bucket" : "object"}`;
  if (needsMore(request, key)) throw notSimulated(request);
  switch (operation) {
    case "PUT object": {
      const stored = cloud.s3.put(caller, bucket, key, contentOf(request), request.headers["content-type"]);
      return { status: 200, headers: { etag: stored.etag } };
    }
    case "GET object":
    case "HEAD object": {
      const stored = cloud.s3.permitted(caller, "GetObject", "s3:GetObject", bucket, key).objects.get(key);
      if (stored === undefined) {
        // Only who may list the bucket learns that a key is missing; others are refused.
        cloud.s3.permitted(caller, "GetObject", "s3:ListBucket", bucket);
        throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
      }
      return {
        status: 200,
        headers: objectHeaders(stored),
        ...(request.method === "GET" && { body: stored.body }),
      };
    }
    case "DELETE object":
      cloud.s3.permitted(caller, "DeleteObject", "s3:DeleteObject", bucket, key).objects.delete(key);
      return { status: 204 };
    case "HEAD bucket":
      cloud.s3.permitted(caller, "HeadBucket", "s3:ListBucket", bucket);
      return { status: 200, headers: { "x-amz-bucket-region": cloud.region } };
    case "GET bucket":
      if (request.query.get("list-type") === "2") return listObjects(cloud, request, caller, bucket);
  }
  throw notSimulated(request);
}

/** Whether the request is one of the many others that share method and path with the simulated ones. */
function needsMore({ query, headers }: CloudRequest, key: string): boolean {
  const isPlain = [...query.keys()].every((name) => name === "x-id");
  return (key === "" ? query.has("delimiter") : !isPlain) || headers["x-amz-copy-source"] !== undefined;
}

function notSimulated({ method, path, rawQuery }: CloudRequest): AwsError {
  return new AwsError("NotImplemented", `The sandbox does not simulate ${method} ${path}?${rawQuery}.`, 501);
}

export function refuseS3(request: CloudRequest, error: AwsError): CloudResponse {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
  return { status: error.status, headers: XML, ...(request.method !== "HEAD" && { body }) };
}

function listObjects(cloud: Cloud, request: CloudRequest, caller: Caller, name: string): CloudResponse {
  const bucket = cloud.s3.permitted(caller, "ListObjectsV2", "s3:ListBucket", name);
  const prefix = request.query.get("prefix") ?? "";
  const after = request.query.get("continuation-token") ?? request.query.get("start-after") ?? "";
  const limit = Number(request.query.get("max-keys") ?? 1000);
  const found = [...bucket.objects.values()]
    .filter(({ key }) => key.startsWith(prefix) && key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = found.slice(0, limit);
  const encode = request.query.get("encoding-type") === "url" ? encodeURIComponent : escapeXml;
  const contents = page.map(
    ({ key, etag, body, lastModified }) =>
      `<Contents><Key>${encode(key)}</Key><LastModified>${new Date(lastModified).toISOString()}</LastModified>` +
      `<ETag>${escapeXml(etag)}</ETag><Size>${body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const more = found.length > page.length;
  const next = more ? `<NextContinuationToken>${escapeXml(page.at(-1)!.key)}</NextContinuationToken>` : "";
  return {
    status: 200,
    headers: XML,
    body:
      `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escapeXml(name)}</Name>` +
      `<Prefix>${encode(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>${limit}</MaxKeys>` +
      `<IsTruncated>${more}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`,
  };
}

function objectHeaders({ etag, contentType, body, lastModified }: StoredObject): Record<string, string> {
  return {
    etag,
    "content-type": contentType,
    "content-length": String(body.length),
    "last-modified": new Date(lastModified).toUTCString(),
  };
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
