import { act, data, type Operation, type Permission, type StorageCall } from "./operation";

const SERVICE = "Microsoft.Storage/storageAccounts/blobServices";
const CONTAINERS = `${SERVICE}/containers`;
const BLOBS = `${CONTAINERS}/blobs`;

const READ = data(`${BLOBS}/read`);
const WRITE = data(`${BLOBS}/write`);
const ADD = data(`${BLOBS}/add/action`);

/** `METHOD comp` → name, and the alternatives of permissions. */
type Table = Readonly<Record<string, readonly [string, ...Permission[]]>>;

const ACCOUNT: Table = {
  "GET list": ["ListContainers", act(`${CONTAINERS}/read`)],
  "GET properties": ["GetBlobServiceProperties", act(`${SERVICE}/read`)],
  "PUT properties": ["SetBlobServiceProperties", act(`${SERVICE}/write`)],
  "GET stats": ["GetBlobServiceStats", act(`${SERVICE}/read`)],
  "GET blobs": ["FindBlobsByTags", data(`${BLOBS}/filter/action`)],
};

const CONTAINER: Table = {
  "PUT ": ["CreateContainer", act(`${CONTAINERS}/write`)],
  "DELETE ": ["DeleteContainer", act(`${CONTAINERS}/delete`)],
  "GET ": ["GetContainerProperties", act(`${CONTAINERS}/read`)],
  "HEAD ": ["GetContainerProperties", act(`${CONTAINERS}/read`)],
  "GET metadata": ["GetContainerMetadata", act(`${CONTAINERS}/read`)],
  "HEAD metadata": ["GetContainerMetadata", act(`${CONTAINERS}/read`)],
  "PUT metadata": ["SetContainerMetadata", act(`${CONTAINERS}/write`)],
  "GET acl": ["GetContainerAcl", act(`${CONTAINERS}/getAcl/action`)],
  "PUT acl": ["SetContainerAcl", act(`${CONTAINERS}/setAcl/action`)],
  "PUT lease": ["LeaseContainer", act(`${CONTAINERS}/write`)],
  "GET list": ["ListBlobs", READ],
  "GET blobs": ["FindBlobsByTagsInContainer", data(`${BLOBS}/filter/action`)],
};

const BLOB: Table = {
  "GET ": ["GetBlob", READ],
  "HEAD ": ["GetBlobProperties", READ],
  "GET metadata": ["GetBlobMetadata", READ],
  "HEAD metadata": ["GetBlobMetadata", READ],
  "GET blocklist": ["GetBlockList", READ],
  "GET pagelist": ["GetPageRanges", READ],
  "GET tags": ["GetBlobTags", data(`${BLOBS}/tags/read`)],
  "PUT ": ["PutBlob", WRITE],
  "PUT block": ["PutBlock", WRITE],
  "PUT blocklist": ["PutBlockList", WRITE],
  "PUT appendblock": ["AppendBlock", WRITE, ADD],
  "PUT page": ["PutPage", WRITE],
  "PUT properties": ["SetBlobProperties", WRITE],
  "PUT metadata": ["SetBlobMetadata", WRITE],
  "PUT lease": ["LeaseBlob", WRITE],
  "PUT snapshot": ["SnapshotBlob", WRITE, ADD],
  "PUT tier": ["SetBlobTier", WRITE],
  "PUT tags": ["SetBlobTags", data(`${BLOBS}/tags/write`)],
  "DELETE ": ["DeleteBlob", data(`${BLOBS}/delete`)],
};

/** @see Authorize with Microsoft Entra ID, "Permissions for Blob service operations" @returns undefined for what the sandbox does not have */
export function blobOperation({ method, segments, query, headers }: StorageCall): Operation | undefined {
  const [container, ...blob] = segments;
  const key = `${method} ${query.get("comp") ?? ""}`;
  if (headers["x-ms-copy-source"] !== undefined) return undefined;
  if (container === undefined) return operation(ACCOUNT[key], undefined);
  if (blob.length === 0) {
    const found = query.get("restype") === "container" ? operation(CONTAINER[key], container) : undefined;
    if (found?.name === "CreateContainer") return { ...found, effect: { kind: "created", name: container } };
    if (found?.name === "DeleteContainer") return { ...found, effect: { kind: "deleted", name: container } };
    return found?.name === "ListBlobs" ? { ...found, isPublicRead: true } : found;
  }
  const found = operation(BLOB[key], container);
  if (found === undefined) return undefined;
  // Who may only add may put a blob that does not exist yet.
  const isNew = found.name === "PutBlob" && headers["if-none-match"] === "*";
  const alternatives = isNew ? [...found.anyOf, [ADD]] : found.anyOf;
  const tagging = headers["x-ms-tags"] === undefined ? [] : [data(`${BLOBS}/tags/write`)];
  return {
    ...found,
    anyOf: alternatives.map((needed) => [...needed, ...tagging]),
    isPublicRead: method === "GET" || method === "HEAD",
  };
}

function operation(row: Table[string] | undefined, target: string | undefined): Operation | undefined {
  if (row === undefined) return undefined;
  const [name, ...alternatives] = row;
  return { name, target, anyOf: alternatives.map((permission) => [permission]) };
}
