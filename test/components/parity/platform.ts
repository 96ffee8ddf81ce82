import { encryptLogGroups } from "../../../components/shared/aws/key-policies";
import type { Sandbox } from "../../../sandbox/sandbox";
import { allow, policy } from "../../support/sandbox-cloud";

/** What an organization has in its account before, and prescribes. */
export interface Platform {
  readonly keyArn: string;
  readonly boundaryArn: string;
}

export async function createPlatform({ aws }: Sandbox): Promise<Platform> {
  const location = { partition: "aws", region: aws.region, account: aws.accountId };
  const root = { AWS: `arn:aws:iam::${aws.accountId}:root` };
  const KeyPolicy = policy([
    { Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" },
    encryptLogGroups(location),
  ]);
  const key = await aws.resources.create("AWS::KMS::Key", { KeyPolicy });
  const PolicyDocument = policy([allow("*", "*")]);
  const boundary = await aws.resources.create("AWS::IAM::ManagedPolicy", { PolicyDocument });
  return { keyArn: String(key.attributes["Arn"]), boundaryArn: boundary.id };
}
