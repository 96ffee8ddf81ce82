import { type PolicyDocument, policy } from "./policy-document";

/** Refuses requests to a queue or a bucket that do not come over TLS. */
export function tlsOnlyPolicy(service: "s3" | "sqs", arn: string): PolicyDocument {
  return policy({
    Effect: "Deny",
    Principal: "*",
    Action: `${service}:*`,
    Resource: service === "s3" ? [arn, `${arn}/*`] : arn,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
}
