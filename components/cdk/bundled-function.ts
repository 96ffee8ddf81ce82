import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type * as iam from "aws-cdk-lib/aws-iam";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { BUNDLE_HANDLER } from "../../core/contracts/aws/bundles";
import { FUNCTION } from "../shared/aws/function-defaults";
import { functionTrust } from "../shared/aws/function-policies";
import type { PolicyDocument } from "../shared/aws/policy-document";
import { bundleFolder } from "../shared/bundle-path";
import { acknowledge } from "./acknowledge";
import { ACKNOWLEDGEMENTS } from "./acknowledgements";
import type { FunctionVpcProps } from "./function-vpc-props";
import { plainLogGroupArn } from "./log-group-arn";
import { serviceRole } from "./service-role";
import { stackLocation } from "./stack-location";

export interface BundledFunctionProps {
  /** One of `BUNDLES`. */
  readonly bundle: string;
  readonly description: string;
  readonly policy: (functionLogGroupArn: string) => PolicyDocument;
  readonly variables: Readonly<Record<string, string>>;
  readonly memorySizeInMegabytes: number;
  readonly timeoutInSeconds: number;
  readonly logRetentionInDays: number;
  readonly reservedConcurrentExecutions?: number;
  readonly vpc: FunctionVpcProps | undefined;
  /** Encrypts the environment and the log group. */
  readonly kmsKey: kms.IKey | undefined;
  readonly permissionsBoundary: iam.IManagedPolicy | undefined;
}

/** One of the package's functions with its own log group and a role that may do what `policy` says. */
export class BundledFunction extends Construct {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { description, permissionsBoundary, reservedConcurrentExecutions, kmsKey, vpc } = props;
    this.logGroup = new logs.LogGroup(this, "LogGroup", {
      retention: props.logRetentionInDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(kmsKey && { encryptionKey: kmsKey }),
    });
    this.role = serviceRole(this, "Role", {
      description,
      trust: functionTrust(),
      policy: props.policy(plainLogGroupArn(this.logGroup)),
      permissionsBoundary,
    });
    this.function = new lambda.Function(this, "Function", {
      description,
      role: this.role,
      runtime: new lambda.Runtime(FUNCTION.runtime, lambda.RuntimeFamily.NODEJS),
      architecture: lambda.Architecture.ARM_64,
      handler: BUNDLE_HANDLER,
      // The folder, because an asset that is one file is unpacked as an archive.
      code: lambda.Code.fromAsset(bundleFolder(props.bundle)),
      memorySize: props.memorySizeInMegabytes,
      timeout: Duration.seconds(props.timeoutInSeconds),
      environment: { ...props.variables },
      loggingFormat: lambda.LoggingFormat.TEXT,
      // A group that is given keeps the logical ids the same whatever the feature flags are.
      logGroup: this.logGroup,
      ...(reservedConcurrentExecutions !== undefined && { reservedConcurrentExecutions }),
      ...(kmsKey && { environmentEncryption: kmsKey }),
      ...(vpc && placed(vpc)),
    });
    acknowledge(this, ACKNOWLEDGEMENTS.bundledFunction, { logGroup: plainLogGroupArn(this.logGroup) });
    if (vpc) acknowledge(this, ACKNOWLEDGEMENTS.functionInVpc, { ...stackLocation(this) });
  }
}

/** The lambda construct refuses public subnets unless told otherwise; the props of a construct are checked before. */
function placed({ vpc, subnets, securityGroups }: FunctionVpcProps) {
  return {
    vpc,
    allowPublicSubnet: true,
    ...(subnets && { vpcSubnets: subnets }),
    ...(securityGroups && { securityGroups }),
  };
}
