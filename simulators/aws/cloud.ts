import type { SandboxClock } from "./clock";
import { EventService } from "./events/event-service";
import { FlowLogService } from "./flow-logs/flow-log-service";
import { AccessControl } from "./iam/access";
import { RoleStore } from "./iam/roles";
import { Ids } from "./ids";
import { FunctionService } from "./lambda/function-service";
import type { QueuePoller } from "./lambda/queue-poller";
import { LogService } from "./logs/log-service";
import { MetricTable } from "./metrics/metric-table";
import { Outages } from "./outages";
import { RESOURCE_TYPES } from "./resources";
import { ResourceTable } from "./resources/resource-table";
import { BucketService } from "./s3/bucket-service";
import { SecretService } from "./secrets/secret-service";
import { QueueService } from "./sqs/queue-service";
import type { Topology } from "./traffic/topology";

export interface CloudSettings {
  readonly region: string;
  readonly accountId: string;
  readonly seed: number;
  /** Where function code is unpacked. */
  readonly directory: string;
  readonly clock: SandboxClock;
  readonly topology: Topology | undefined;
}

/** One event source mapping that polls. */
export interface Mapping {
  readonly id: string;
  /** Of the queue. */
  readonly arn: string;
  /** Of the function. */
  readonly name: string;
  readonly poller: QueuePoller;
}

/** A function is about to run with this event. */
export interface Invocation {
  readonly functionName: string;
  /** JSON */
  readonly payload: string;
}

/** The state of one account in one region; every service finds the others through it. */
export class Cloud {
  readonly region: string;
  readonly accountId: string;
  readonly directory: string;
  readonly clock: SandboxClock;
  readonly topology: Topology | undefined;
  readonly ids: Ids;
  readonly access: AccessControl;
  readonly roles = new RoleStore();
  readonly outages: Outages;
  readonly metrics: MetricTable;
  readonly resources: ResourceTable;
  readonly sqs = new QueueService(this);
  readonly secrets = new SecretService(this);
  readonly logs = new LogService(this);
  readonly s3 = new BucketService(this);
  readonly functions = new FunctionService(this);
  readonly events = new EventService(this);
  readonly mappings: Mapping[] = [];
  readonly invocationListeners: ((invocation: Invocation) => void)[] = [];
  readonly flowLogs = new FlowLogService(this);
  /** `http://127.0.0.1:PORT`, set once the port is known. */
  endpoint = "";

  constructor(settings: CloudSettings) {
    this.region = settings.region;
    this.accountId = settings.accountId;
    this.directory = settings.directory;
    this.clock = settings.clock;
    this.topology = settings.topology;
    this.ids = new Ids(settings.seed);
    this.access = new AccessControl(this.accountId, this.ids);
    this.outages = new Outages(this.clock);
    this.metrics = new MetricTable(this.clock);
    this.resources = new ResourceTable(this, RESOURCE_TYPES);
  }

  /** An ARN of this account and region: `arn("sqs", "flows")`. */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.accountId}:${resource}`;
  }

  async close(): Promise<void> {
    this.clock.close();
    for (const { poller } of this.mappings) poller.stop();
    await this.functions.close();
  }
}
