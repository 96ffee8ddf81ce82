import { CloudError } from "../../cloud/cloud-error";
import { type Policy, parsePolicy } from "../iam/policy";

/** The policy of a bucket. */
export interface BucketPolicy {
  /** As it was put, in JSON. */
  readonly text: string;
  readonly statements: Policy;
}

/**
 * @param document an object or its JSON text
 * @throws CloudError `MalformedPolicy` when it is no policy, or names something outside of the bucket
 */
export function readBucketPolicy(bucketArn: string, document: unknown): BucketPolicy {
  const statements = parsePolicy(document, "resource", "MalformedPolicy");
  const foreign = statements
    .flatMap(({ resources }) => resources)
    .find((resource) => resource !== bucketArn && !resource.startsWith(`${bucketArn}/`));
  if (foreign !== undefined)
    throw new CloudError("MalformedPolicy", `Policy has invalid resource: ${foreign}`);
  return { text: typeof document === "string" ? document : JSON.stringify(document), statements };
}
