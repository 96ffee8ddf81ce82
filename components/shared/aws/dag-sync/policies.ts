import { attachToVpc, writeOwnLog } from "../function-policies";
import { useKey } from "../key-policies";
import type { AwsLocation } from "../location";
import { allow, type PolicyDocument, policy } from "../policy-document";

/** What *dag-sync* may do: write its log, read its secrets, and have Lambda attach it to the VPC. */
export function dagSyncPolicy(args: {
  /** Where the function lives. */
  readonly location: AwsLocation;
  readonly functionLogGroup: string;
  readonly secrets: readonly string[];
  /** ARN of the key that encrypts the function's environment variables. */
  readonly kmsKey?: string | undefined;
  /** ARNs of the parameters that hold the bindings. */
  readonly parameters?: readonly string[];
}): PolicyDocument {
  const { parameters = [] } = args;
  return policy(
    writeOwnLog(args.functionLogGroup),
    allow(["secretsmanager:GetSecretValue"], [...new Set(args.secrets)].sort()),
    ...(parameters.length === 0 ? [] : [allow(["ssm:GetParameter"], parameters)]),
    ...attachToVpc(args.location),
    ...useKey(args.kmsKey, "kms:Decrypt"),
  );
}
