import { createHash } from "node:crypto";
import { AwsError } from "../aws-error";
import type { Cloud } from "../cloud";
import type { Caller } from "../iam/access";
import type { Policy } from "../iam/policy";

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly etag: string;
  readonly contentType: string;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
}

export interface Bucket {
  readonly name: string;
  readonly arn: string;
  policy: Policy | undefined;
  /** Days after which an object goes; undefined keeps it. */
  expirationInDays: number | undefined;
  readonly objects: Map<string, StoredObject>;
}

const DAY_IN_MS = 86_400_000;

/** The buckets of the account. */
export class BucketService {
  readonly #cloud: Cloud;
  readonly #buckets = new Map<string, Bucket>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  add(name: string): Bucket {
    if (this.#buckets.has(name)) {
      throw new AwsError(
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
        409,
      );
    }
    const bucket = {
      name,
      arn: `arn:aws:s3:::${name}`,
      policy: undefined,
      expirationInDays: undefined,
      objects: new Map(),
    };
    this.#buckets.set(name, bucket);
    return bucket;
  }

  find(name: string): Bucket | undefined {
    const bucket = this.#buckets.get(name);
    if (bucket?.expirationInDays !== undefined) {
      const oldest = this.#cloud.clock.now() - bucket.expirationInDays * DAY_IN_MS;
      for (const { key, lastModified } of [...bucket.objects.values()]) {
        if (lastModified < oldest) bucket.objects.delete(key);
      }
    }
    return bucket;
  }

  remove(bucket: Bucket): void {
    if (bucket.objects.size > 0) {
      throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
    }
    this.#buckets.delete(bucket.name);
  }

  put(
    caller: Caller,
    bucketName: string,
    key: string,
    body: Buffer,
    contentType = "application/octet-stream",
  ): StoredObject {
    const bucket = this.permitted(caller, "PutObject", "s3:PutObject", bucketName, key);
    const etag = `"${createHash("md5").update(body).digest("hex")}"`;
    const stored = { key, body, etag, contentType, lastModified: this.#cloud.clock.now() };
    bucket.objects.set(key, stored);
    return stored;
  }

  /** @throws AwsError when the bucket is missing, an outage covers the call or the caller may not make it */
  permitted(caller: Caller, operation: string, action: string, bucketName: string, key?: string): Bucket {
    this.#cloud.outages.check("s3", operation, bucketName);
    const bucket = this.find(bucketName);
    if (bucket === undefined) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
    const resource = key === undefined ? bucket.arn : `${bucket.arn}/${key}`;
    this.#cloud.access.require(
      { caller, action, resource, resourcePolicy: bucket.policy },
      "AccessDenied",
      403,
    );
    return bucket;
  }
}
