import { iamRole } from "./iam-role";
import { iamRolePolicy } from "./iam-role-policy";
import type { ResourceType } from "./resource-type";
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
] as unknown as readonly ResourceType[];
