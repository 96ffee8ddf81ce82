import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { BucketService } from "../s3/bucket-service";
import { readArchive, readDirectArchive } from "./code-archive";

/** Where the code of a function comes from: an archive in base64, or one in a bucket. */
export interface FunctionCode {
  readonly ZipFile?: string;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
}

export type FunctionCodeNeeds = Pick<Foundation, "accountId"> & {
  readonly s3: Pick<BucketService, "permitted">;
};

/**
 * The files of a function's code. A bucket is read with the deployer's rights, as CloudFormation reads it.
 *
 * @throws CloudError `InvalidParameterValueException` with the words of Lambda
 */
export function readCode(cloud: FunctionCodeNeeds, code: FunctionCode): Record<string, Uint8Array> {
  const { ZipFile, S3Bucket, S3Key } = code;
  if (ZipFile !== undefined) {
    if (S3Bucket === undefined && S3Key === undefined) return readDirectArchive(ZipFile);
    throw invalid("Please do not provide other FunctionCode parameters when providing a ZipFile.");
  }
  if (S3Bucket === undefined || S3Key === undefined) {
    throw invalid("Please provide a source for function code.");
  }
  return readArchive(objectOf(cloud, S3Bucket, S3Key));
}

function objectOf(cloud: FunctionCodeNeeds, bucketName: string, key: string): Buffer {
  const caller = { kind: "deployer", arn: `arn:aws:iam::${cloud.accountId}:user/sandbox` } as const;
  try {
    const bucket = cloud.s3.permitted(caller, "GetObject", "s3:GetObject", bucketName, key);
    const found = bucket.objects.get(key);
    if (found) return found.body;
    throw new CloudError("NoSuchKey", "The specified key does not exist.", 404);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    throw invalid(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}

function invalid(message: string): CloudError {
  return new CloudError("InvalidParameterValueException", message);
}
