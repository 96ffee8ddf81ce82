import type { Bind } from "../resource";
import { bucket } from "./bucket";
import { bucketEncryption } from "./bucket-encryption";
import { bucketLifecycle } from "./bucket-lifecycle";
import { bucketPolicy } from "./bucket-policy";
import { bucketPublicAccessBlock } from "./bucket-public-access-block";
import { eventRule } from "./event-rule";
import { eventSourceMapping } from "./event-source-mapping";
import { eventTarget } from "./event-target";
import { flowLog } from "./flow-log";
import { lambdaFunction } from "./function";
import { functionEventInvokeConfig } from "./function-event-invoke-config";
import { logGroup } from "./log-group";
import { logSubscriptionFilter } from "./log-subscription-filter";
import { metricAlarm } from "./metric-alarm";
import { permission } from "./permission";
import { queue } from "./queue";
import { queuePolicy } from "./queue-policy";
import { role } from "./role";
import { rolePolicy } from "./role-policy";

/** Every type of the AWS provider that the sandbox knows; any other is refused. */
export const RESOURCES: readonly Bind[] = [
  bucket,
  bucketEncryption,
  bucketLifecycle,
  bucketPolicy,
  bucketPublicAccessBlock,
  eventRule,
  eventSourceMapping,
  eventTarget,
  flowLog,
  functionEventInvokeConfig,
  lambdaFunction,
  logGroup,
  logSubscriptionFilter,
  metricAlarm,
  permission,
  queue,
  queuePolicy,
  role,
  rolePolicy,
];
