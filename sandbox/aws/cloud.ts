import type { SandboxClock } from "../cloud/clock";
import { Ids } from "../cloud/ids";
import { Outages } from "../cloud/outages";
import { ResourceTable } from "../cloud/resources/resource-table";
import type { Topology } from "../cloud/traffic/topology";
import { bootstrapAccount } from "./bootstrap/bootstrap-account";
import { CloudFormationService } from "./cloudformation/cloudformation-service";
import { InvokedCustomResources } from "./custom-resources/invoked-custom-resources";
import { NetworkService } from "./ec2/network-service";
import { SecurityGroupStore } from "./ec2/security-group-store";
import { EventService } from "./events/event-service";
import { FlowLogService } from "./flow-logs/flow-log-service";
import type { Foundation, Service } from "./foundation";
import { AccessControl } from "./iam/access";
import { ManagedPolicyStore } from "./iam/managed-policy-store";
import { RoleStore } from "./iam/roles";
import { KeyService } from "./kms/key-service";
import { FunctionService } from "./lambda/function-service";
import type { InvocationListener } from "./lambda/invocation";
import type { Mapping } from "./lambda/queue-poller";
import { LogService } from "./logs/log-service";
import { MetricTable } from "./metrics/metric-table";
import * as resourceTypes from "./resources";
import { BucketService } from "./s3/bucket-service";
import { SecretService } from "./secrets/secret-service";
import { QueueService } from "./sqs/queue-service";
import { ParameterStore } from "./ssm/parameter-store";
import { StateMachineService } from "./states/state-machine-service";
import { TokenService } from "./sts/token-service";

export interface CloudSettings {
  readonly region: string;
  readonly accountId: string;
  readonly seed: number;
  /** Where function code is unpacked. */
  readonly directory: string;
  readonly clock: SandboxClock;
  readonly topology: Topology | undefined;
}

/** The state of one account in one Region: its services are made here and given to each other. */
export class Cloud implements Foundation {
  readonly region: string;
  readonly accountId: string;
  readonly directory: string;
  readonly clock: SandboxClock;
  readonly topology: Topology | undefined;
  readonly ids: Ids;
  readonly access: AccessControl;
  readonly roles = new RoleStore();
  readonly policies = new ManagedPolicyStore();
  readonly keys = new KeyService(this);
  readonly securityGroups = new SecurityGroupStore();
  readonly network = new NetworkService(this);
  readonly outages: Outages<Service>;
  readonly metrics: MetricTable;
  readonly resources: ResourceTable<Cloud>;
  readonly sqs = new QueueService(this);
  readonly secrets = new SecretService(this);
  readonly parameters = new ParameterStore(this);
  readonly logs = new LogService(this);
  readonly s3 = new BucketService(this);
  readonly functions = new FunctionService(this);
  readonly events = new EventService(this);
  readonly mappings: Mapping[] = [];
  readonly invocationListeners: InvocationListener[] = [];
  readonly stateMachines = new StateMachineService(this);
  readonly customResources = new InvokedCustomResources(this);
  readonly flowLogs = new FlowLogService(this);
  readonly tokens: TokenService;
  readonly cloudformation: CloudFormationService;
  /** `http://127.0.0.1:PORT`, set once the port is known. */
  endpoint = "";

  constructor(settings: CloudSettings) {
    this.region = settings.region;
    this.accountId = settings.accountId;
    this.directory = settings.directory;
    this.clock = settings.clock;
    this.topology = settings.topology;
    this.ids = new Ids(settings.seed);
    this.access = new AccessControl(this.accountId, this.ids, this.policies);
    this.outages = new Outages(this.clock);
    this.metrics = new MetricTable(this.clock);
    this.resources = new ResourceTable<Cloud>(this, Object.values(resourceTypes));
    this.tokens = new TokenService(this);
    this.cloudformation = new CloudFormationService(this);
    bootstrapAccount(this);
  }

  /** An ARN of this account and region: `arn("sqs", "flows")`. */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.accountId}:${resource}`;
  }

  async close(): Promise<void> {
    this.clock.close();
    this.cloudformation.close();
    await this.customResources.close();
    for (const { poller } of this.mappings) poller.stop();
    await this.functions.close();
  }
}
