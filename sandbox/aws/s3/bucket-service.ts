import { createHash } from "node:crypto";
import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { Caller } from "../iam/access";
import type { BucketPolicy } from "./bucket-policy";

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  readonly etag: string;
  readonly contentType: string;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
  /** Of the key that encrypted it. */
  readonly kmsKeyArn: string | undefined;
}

export interface Bucket {
  readonly name: string;
  readonly arn: string;
  policy: BucketPolicy | undefined;
  tags: readonly { readonly Key: string; readonly Value: string }[];
  /** Days after which an object expires; undefined keeps it. */
  expirationInDays: number | undefined;
  /** Of the customer-managed key that encrypts new objects; undefined where S3 takes a key of its own. */
  kmsKeyArn: string | undefined;
  readonly objects: Map<string, StoredObject>;
}

const DAY_IN_MS = 86_400_000;

type Needs = Pick<Foundation, "clock" | "outages" | "access" | "keys">;

/** The buckets of the account. */
export class BucketService {
  readonly #cloud: Needs;
  readonly #buckets = new Map<string, Bucket>();

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  add(name: string): Bucket {
    if (this.#buckets.has(name)) {
      throw new CloudError(
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
        409,
      );
    }
    const bucket = {
      name,
      arn: `arn:aws:s3:::${name}`,
      policy: undefined,
      tags: [],
      expirationInDays: undefined,
      kmsKeyArn: undefined,
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

  /** Deletes every object of a bucket, with the deployer's right. */
  empty(name: string): void {
    this.find(name)?.objects.clear();
  }

  remove(bucket: Bucket): void {
    if (bucket.objects.size > 0) {
      throw new CloudError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409);
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
    const { kmsKeyArn } = bucket;
    this.permitKey(caller, kmsKeyArn, "GenerateDataKey");
    const etag = `"${createHash("md5").update(body).digest("hex")}"`;
    const stored = { key, body, etag, contentType, lastModified: this.#cloud.clock.now(), kmsKeyArn };
    bucket.objects.set(key, stored);
    return stored;
  }

  /** @throws CloudError when the caller may not use the key of an object, or nobody can */
  permitKey(caller: Caller, arn: string | undefined, action: "Decrypt" | "GenerateDataKey"): void {
    this.#cloud.keys.require(arn, { caller, actions: [action] }, (problem) =>
      problem === "AccessDenied" ? "AccessDenied" : `KMS.${problem}Exception`,
    );
  }

  /** @throws CloudError when the bucket is missing, an outage covers the call or the caller may not make it */
  permitted(caller: Caller, operation: string, action: string, bucketName: string, key?: string): Bucket {
    this.#cloud.outages.check("s3", operation, bucketName);
    const bucket = this.find(bucketName);
    if (bucket === undefined)
      throw new CloudError("NoSuchBucket", "The specified bucket does not exist", 404);
    const resource = key === undefined ? bucket.arn : `${bucket.arn}/${key}`;
    this.#cloud.access.require(
      { caller, action, resource, resourcePolicy: bucket.policy?.statements },
      "AccessDenied",
      403,
    );
    return bucket;
  }
}
