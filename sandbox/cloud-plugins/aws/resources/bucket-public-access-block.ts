import { flag, text } from "../../provider/arguments";
import { bucketPart } from "../bucket-part";
import { region } from "../resource";

export const bucketPublicAccessBlock = bucketPart({
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  property: "PublicAccessBlockConfiguration",
  arguments: {
    ...region,
    bucket: { kind: text(), required: true, replaces: true },
    blockPublicAcls: { kind: flag, cloud: "BlockPublicAcls", byDefault: false },
    blockPublicPolicy: { kind: flag, cloud: "BlockPublicPolicy", byDefault: false },
    ignorePublicAcls: { kind: flag, cloud: "IgnorePublicAcls", byDefault: false },
    restrictPublicBuckets: { kind: flag, cloud: "RestrictPublicBuckets", byDefault: false },
  },
  notSimulated: ["skipDestroy"],
});
