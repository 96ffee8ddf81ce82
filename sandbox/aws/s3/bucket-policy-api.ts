import { CloudError } from "../../cloud/cloud-error";
import type { CloudRequest, CloudResponse } from "../http/request";
import type { Caller } from "../iam/access";
import { contentOf } from "./aws-chunked";
import { readBucketPolicy } from "./bucket-policy";
import type { BucketService } from "./bucket-service";

interface Needs {
  readonly s3: Pick<BucketService, "permitted">;
}

/** `GetBucketPolicy`: the policy as it was put. */
export function getBucketPolicy({ s3 }: Needs, caller: Caller, bucket: string): CloudResponse {
  const { policy } = s3.permitted(caller, "GetBucketPolicy", "s3:GetBucketPolicy", bucket);
  if (policy === undefined)
    throw new CloudError("NoSuchBucketPolicy", "The bucket policy does not exist", 404);
  return { status: 200, headers: { "content-type": "application/json" }, body: policy.text };
}

/** `PutBucketPolicy`: the whole policy, in the place of the one before. */
export function putBucketPolicy(
  { s3 }: Needs,
  request: CloudRequest,
  caller: Caller,
  name: string,
): CloudResponse {
  const bucket = s3.permitted(caller, "PutBucketPolicy", "s3:PutBucketPolicy", name);
  bucket.policy = readBucketPolicy(bucket.arn, contentOf(request).toString("utf8"));
  return { status: 204 };
}
