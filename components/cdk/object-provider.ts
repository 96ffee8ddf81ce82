import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as kms from "aws-cdk-lib/aws-kms";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import * as cr from "aws-cdk-lib/custom-resources";
import { Construct } from "constructs";
import { functionTrust } from "../shared/aws/function-policies";
import { BINDING_WAIT } from "../shared/aws/pce-objects/function";
import { frameworkPolicy } from "../shared/aws/pce-objects/policies";
import { acknowledge } from "./acknowledge";
import { ACKNOWLEDGEMENTS } from "./acknowledgements";
import { plainLogGroupArn } from "./log-group-arn";
import { serviceRole } from "./service-role";

export interface ObjectProviderProps {
  /** Serves the requests. */
  readonly onEvent: lambda.Function;
  /** Whether the function is also asked whether a request is complete, as often as it takes. */
  readonly waits?: boolean;
  readonly logRetentionInDays: number;
  readonly kmsKey: kms.IKey | undefined;
  readonly permissionsBoundary: iam.IManagedPolicy | undefined;
}

/** CDK's provider framework before a function of the package, with a log group and a role of its own. It joins no VPC. */
export class ObjectProvider extends Construct {
  readonly serviceToken: string;
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: ObjectProviderProps) {
    super(scope, id);
    const { onEvent, waits = false, logRetentionInDays, kmsKey, permissionsBoundary } = props;
    this.logGroup = new logs.LogGroup(this, "LogGroup", {
      retention: logRetentionInDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(kmsKey && { encryptionKey: kmsKey }),
    });
    const role = (id: string, description: string) =>
      serviceRole(this, id, {
        description,
        trust: functionTrust(),
        policy: frameworkPolicy({
          functionLogGroup: plainLogGroupArn(this.logGroup),
          kmsKey: kmsKey?.keyArn,
        }),
        permissionsBoundary,
      });
    const provider = new cr.Provider(this, "Provider", {
      onEventHandler: onEvent,
      frameworkOnEventRole: role("Role", "Hands requests of CloudFormation to a function"),
      logGroup: this.logGroup,
      ...(kmsKey && { providerFunctionEnvEncryption: kmsKey }),
      ...(waits && {
        isCompleteHandler: onEvent,
        frameworkCompleteAndTimeoutRole: role("WaiterRole", "Asks a function whether a request is complete"),
        queryInterval: Duration.seconds(BINDING_WAIT.intervalInSeconds),
        totalTimeout: Duration.minutes(BINDING_WAIT.totalInMinutes),
      }),
    });
    if (permissionsBoundary) iam.PermissionsBoundary.of(provider).apply(permissionsBoundary);
    this.serviceToken = provider.serviceToken;
    acknowledge(this, ACKNOWLEDGEMENTS.objectProvider, {
      logGroup: plainLogGroupArn(this.logGroup),
      handler: onEvent.functionArn,
    });
    if (waits) {
      const own = ["framework-isComplete", "framework-onTimeout"];
      const functions = own.map((one) => (provider.node.findChild(one) as lambda.Function).functionArn);
      acknowledge(this, ACKNOWLEDGEMENTS.objectWaiter, { functions });
    }
  }
}
