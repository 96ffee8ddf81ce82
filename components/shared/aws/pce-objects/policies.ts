import { attachToVpc, writeOwnLog } from "../function-policies";
import { useKey } from "../key-policies";
import type { AwsLocation } from "../location";
import { allow, type PolicyDocument, policy } from "../policy-document";

/** What a function behind custom resources may do, beside reading secrets: write its log. */
export function pceObjectsPolicy(args: {
  readonly functionLogGroup: string;
  /** ARN of the key that encrypts the function's environment variables. */
  readonly kmsKey?: string | undefined;
  /** Where the function lives, when it is in a VPC. */
  readonly inVpc?: AwsLocation | undefined;
}): PolicyDocument {
  return policy(
    writeOwnLog(args.functionLogGroup),
    ...useKey(args.kmsKey, "kms:Decrypt"),
    ...(args.inVpc ? attachToVpc(args.inVpc) : []),
  );
}

/** Reading one secret. */
export function readSecretPolicy(secretArn: string): PolicyDocument {
  return policy(allow(["secretsmanager:GetSecretValue"], secretArn));
}

/** What a function of the provider framework of CDK may do, beside invoking the function that it serves. */
export function frameworkPolicy(args: {
  readonly functionLogGroup: string;
  readonly kmsKey?: string | undefined;
}): PolicyDocument {
  return policy(writeOwnLog(args.functionLogGroup), ...useKey(args.kmsKey, "kms:Decrypt"));
}

/** What *drift-check* may do, beside reading the PCE's secret: write its log, and read the parameters of its connection. */
export function driftCheckPolicy(args: {
  readonly location: AwsLocation;
  readonly functionLogGroup: string;
  /** Below which the parameters are. */
  readonly path: string;
  readonly kmsKey?: string | undefined;
  readonly inVpc: boolean;
}): PolicyDocument {
  const { partition, region, account } = args.location;
  return policy(
    writeOwnLog(args.functionLogGroup),
    allow(["ssm:GetParametersByPath"], `arn:${partition}:ssm:${region}:${account}:parameter${args.path}`),
    ...useKey(args.kmsKey, "kms:Decrypt"),
    ...(args.inVpc ? attachToVpc(args.location) : []),
  );
}
