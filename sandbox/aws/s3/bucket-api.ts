import { CloudError } from "../../cloud/cloud-error";
import type { CloudRequest, CloudResponse } from "../http/request";
import type { Caller } from "../iam/access";
import { contentOf } from "./aws-chunked";
import { getBucketPolicy, putBucketPolicy } from "./bucket-policy-api";
import type { BucketService, StoredObject } from "./bucket-service";
import { answerSetting } from "./bucket-settings-api";
import { deleteObjects } from "./delete-objects";
import { listObjectVersions } from "./list-object-versions";
import { answerXml, escapeXml, NAMESPACE, XML_HEADERS, xmlDocument } from "./xml";

interface Needs {
  readonly region: string;
  readonly s3: BucketService;
}

/** S3's REST API in path style: objects of a bucket, lists of them, and the bucket's policy and settings. */
export async function answerS3(cloud: Needs, request: CloudRequest, caller: Caller): Promise<CloudResponse> {
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
        // Only a caller who may list the bucket learns that a key is missing; others are refused.
        cloud.s3.permitted(caller, "GetObject", "s3:ListBucket", bucket);
        throw new CloudError("NoSuchKey", "The specified key does not exist.", 404);
      }
      cloud.s3.permitKey(caller, stored.kmsKeyArn, "Decrypt");
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
    case "GET bucket": {
      if (request.query.get("list-type") === "2") return listObjects(cloud, request, caller, bucket);
      if (request.query.has("versions")) return listObjectVersions(cloud, request, caller, bucket);
      if (request.query.has("policy")) return getBucketPolicy(cloud, caller, bucket);
      const setting = answerSetting(cloud, request, caller, bucket);
      if (setting !== undefined) return setting;
      break;
    }
    case "PUT bucket":
      if (request.query.has("policy")) return putBucketPolicy(cloud, request, caller, bucket);
      break;
    case "POST bucket":
      if (request.query.has("delete")) return deleteObjects(cloud, request, caller, bucket);
  }
  throw notSimulated(request);
}

/** Whether the request is one of the many others that share method and path with the simulated ones. */
function needsMore({ query, headers }: CloudRequest, key: string): boolean {
  const isPlain = [...query.keys()].every((name) => name === "x-id");
  return (key === "" ? query.has("delimiter") : !isPlain) || headers["x-amz-copy-source"] !== undefined;
}

function notSimulated({ method, path, rawQuery }: CloudRequest): CloudError {
  return new CloudError(
    "NotImplemented",
    `The sandbox does not simulate ${method} ${path}?${rawQuery}.`,
    501,
  );
}

export function refuseS3(request: CloudRequest, error: CloudError): CloudResponse {
  const body = xmlDocument(
    `<Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>`,
  );
  return { status: error.status, headers: XML_HEADERS, ...(request.method !== "HEAD" && { body }) };
}

function listObjects(cloud: Needs, request: CloudRequest, caller: Caller, name: string): CloudResponse {
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
  return answerXml(
    `<ListBucketResult ${NAMESPACE}><Name>${escapeXml(name)}</Name>` +
      `<Prefix>${encode(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>${limit}</MaxKeys>` +
      `<IsTruncated>${more}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`,
  );
}

function objectHeaders({ etag, contentType, body, lastModified }: StoredObject): Record<string, string> {
  return {
    etag,
    "content-type": contentType,
    "content-length": String(body.length),
    "last-modified": new Date(lastModified).toUTCString(),
  };
}
