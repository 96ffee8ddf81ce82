import { json, text } from "../../provider/arguments";
import { awsResource, region } from "../resource";

export const bucketPolicy = awsResource({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  cloudType: "AWS::S3::BucketPolicy",
  arguments: {
    ...region,
    bucket: { kind: text(), cloud: "Bucket", required: true, replaces: true },
    policy: { kind: json, cloud: "PolicyDocument", required: true },
  },
  notSimulated: [],
  locate:
    (id) =>
    ({ properties }) =>
      properties["Bucket"] === id,
  id: (_view, inputs) => inputs["bucket"] as string,
  computed: {},
});
