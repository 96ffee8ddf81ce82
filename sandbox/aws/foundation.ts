import type { SandboxClock } from "../cloud/clock";
import type { Ids } from "../cloud/ids";
import type { Outages } from "../cloud/outages";
import type { AccessControl } from "./iam/access";
import type { ManagedPolicyStore } from "./iam/managed-policy-store";
import type { RoleStore } from "./iam/roles";
import type { KeyService } from "./kms/key-service";
import type { MetricTable } from "./metrics/metric-table";

/** Services that an outage can cover, by the names of their endpoints. */
export type Service =
  | "cloudformation"
  | "ec2"
  | "lambda"
  | "logs"
  | "s3"
  | "secretsmanager"
  | "sqs"
  | "ssm"
  | "states"
  | "sts";

/** What every service of the account needs. A service asks for those parts that it uses. */
export interface Foundation {
  readonly region: string;
  readonly accountId: string;
  /** `http://127.0.0.1:PORT`; empty until the port is known. */
  readonly endpoint: string;
  readonly clock: SandboxClock;
  readonly ids: Ids;
  readonly outages: Outages<Service>;
  readonly access: AccessControl;
  readonly roles: RoleStore;
  /** Managed policies. */
  readonly policies: ManagedPolicyStore;
  /** Keys that encrypt what other services keep. */
  readonly keys: KeyService;
  readonly metrics: MetricTable;
  /** An ARN of this account and region: `arn("sqs", "flows")`. */
  arn(service: string, resource: string): string;
}
