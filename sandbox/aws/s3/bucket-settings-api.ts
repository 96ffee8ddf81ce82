import { CloudError } from "../../cloud/cloud-error";
import type { CloudRequest, CloudResponse } from "../http/request";
import type { Caller } from "../iam/access";
import type { BucketService } from "./bucket-service";
import { answerXml, escapeXml, NAMESPACE } from "./xml";

interface Needs {
  readonly region: string;
  readonly s3: Pick<BucketService, "permitted">;
}

type Reader = (cloud: Needs, caller: Caller, bucket: string) => string;

/** Settings of a bucket, by the name of the query that reads them. Buckets are encrypted with keys of S3. */
const READERS: Readonly<Record<string, Reader>> = {
  location: ({ s3, region }, caller, bucket) => {
    s3.permitted(caller, "GetBucketLocation", "s3:GetBucketLocation", bucket);
    // The first Region has no name here.
    return `<LocationConstraint ${NAMESPACE}>${region === "us-east-1" ? "" : region}</LocationConstraint>`;
  },
  encryption: ({ s3 }, caller, bucket) => {
    s3.permitted(caller, "GetBucketEncryption", "s3:GetEncryptionConfiguration", bucket);
    return (
      `<ServerSideEncryptionConfiguration ${NAMESPACE}><Rule><ApplyServerSideEncryptionByDefault>` +
      "<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>" +
      "<BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>"
    );
  },
  tagging: ({ s3 }, caller, bucket) => {
    const { tags } = s3.permitted(caller, "GetBucketTagging", "s3:GetBucketTagging", bucket);
    if (tags.length === 0) throw new CloudError("NoSuchTagSet", "The TagSet does not exist", 404);
    const set = tags.map(
      ({ Key, Value }) => `<Tag><Key>${escapeXml(Key)}</Key><Value>${escapeXml(Value)}</Value></Tag>`,
    );
    return `<Tagging ${NAMESPACE}><TagSet>${set.join("")}</TagSet></Tagging>`;
  },
};

/** The answer for a request that reads a setting, or undefined for any other. */
export function answerSetting(
  cloud: Needs,
  { query }: CloudRequest,
  caller: Caller,
  bucket: string,
): CloudResponse | undefined {
  const [name = "", ...others] = [...query.keys()].filter((key) => key !== "x-id");
  if (others.length > 0 || !Object.hasOwn(READERS, name)) return undefined;
  return answerXml(READERS[name]!(cloud, caller, bucket));
}
