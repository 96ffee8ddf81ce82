import { cloudwatchAlarm } from "./cloudwatch-alarm";
import { ec2FlowLog } from "./ec2-flow-log";
import { eventsRule } from "./events-rule";
import { iamRole } from "./iam-role";
import { iamRolePolicy } from "./iam-role-policy";
import { lambdaEventInvokeConfig } from "./lambda-event-invoke-config";
import { lambdaEventSourceMapping } from "./lambda-event-source-mapping";
import { lambdaFunction } from "./lambda-function";
import { lambdaPermission } from "./lambda-permission";
import { logsLogGroup } from "./logs-log-group";
import { logsSubscriptionFilter } from "./logs-subscription-filter";
import type { ResourceType } from "./resource-type";
import { s3Bucket } from "./s3-bucket";
import { s3BucketPolicy } from "./s3-bucket-policy";
import { secretsManagerSecret } from "./secrets-manager-secret";
import { sqsQueue } from "./sqs-queue";
import { sqsQueuePolicy } from "./sqs-queue-policy";

/** Every CloudFormation type that the sandbox cloud knows; anything else is refused. */
export const RESOURCE_TYPES = [
  iamRole,
  iamRolePolicy,
  secretsManagerSecret,
  sqsQueue,
  sqsQueuePolicy,
  cloudwatchAlarm,
  ec2FlowLog,
  eventsRule,
  lambdaEventInvokeConfig,
  lambdaEventSourceMapping,
  lambdaFunction,
  lambdaPermission,
  logsLogGroup,
  logsSubscriptionFilter,
  s3Bucket,
  s3BucketPolicy,
] as unknown as readonly ResourceType[];
