import type { BulkResult } from "./bulk-result";
import { type PceConnection, SealedConnection } from "./connection";
import type { EventFilter, PceEvent } from "./events";
import type { FlowUploadResult } from "./flow-upload";
import type { PceHealth } from "./health";
import type { LabelDimension } from "./label-dimensions";
import type { Label, LabelChanges, LabelFilter, NewLabel } from "./labels";
import type { ListOptions } from "./objects";
import type { TrafficFlow, TrafficQuery } from "./traffic-types";
import type {
  NewWorkload,
  Workload,
  WorkloadChanges,
  WorkloadFilter,
  WorkloadIdentity,
  WorkloadUpdate,
} from "./workload-types";

export interface PceClientOptions {
  readonly callsPerMinute?: number;
  readonly tryTimeoutInSeconds?: number;
  readonly totalTimeoutInSeconds?: number;
  readonly signal?: AbortSignal;
}

export class PceClient {
  readonly connection: PceConnection;

  constructor(connection: PceConnection, _options: PceClientOptions = {}) {
    this.connection = new SealedConnection(connection);
  }

  /** Requests sent so far, every try counted. */
  get calls(): number {
    return 0;
  }

  /** The same client (pools, rate, counter) whose calls end when `signal` is aborted. */
  withSignal(_signal: AbortSignal): PceClient {
    throw notYet();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  createLabel(_label: NewLabel): Promise<Label> {
    throw notYet();
  }

  findLabel(_key: string, _value: string): Promise<Label | undefined> {
    throw notYet();
  }

  getLabel(_href: string): Promise<Label | undefined> {
    throw notYet();
  }

  listLabels(_filter: LabelFilter = {}, _options: ListOptions = {}): AsyncIterable<Label> {
    throw notYet();
  }

  updateLabel(_href: string, _changes: LabelChanges): Promise<void> {
    throw notYet();
  }

  deleteLabel(_href: string): Promise<void> {
    throw notYet();
  }

  listLabelDimensions(_options: ListOptions = {}): AsyncIterable<LabelDimension> {
    throw notYet();
  }

  createWorkload(_workload: NewWorkload): Promise<Workload> {
    throw notYet();
  }

  getWorkload(_href: string): Promise<Workload | undefined> {
    throw notYet();
  }

  /** The workload of an external pair, compared exactly. */
  findWorkload(_externalDataSet: string, _externalDataReference: string): Promise<Workload | undefined> {
    throw notYet();
  }

  /** All workloads whose texts equal those given. */
  findWorkloads(_identity: WorkloadIdentity): Promise<Workload[]> {
    throw notYet();
  }

  listWorkloads(_filter: WorkloadFilter = {}, _options: ListOptions = {}): AsyncIterable<Workload> {
    throw notYet();
  }

  updateWorkload(_href: string, _changes: WorkloadChanges): Promise<void> {
    throw notYet();
  }

  deleteWorkload(_href: string): Promise<void> {
    throw notYet();
  }

  bulkCreateWorkloads(_workloads: readonly NewWorkload[]): Promise<BulkResult[]> {
    throw notYet();
  }

  bulkUpdateWorkloads(_updates: readonly WorkloadUpdate[]): Promise<BulkResult[]> {
    throw notYet();
  }

  bulkDeleteWorkloads(_hrefs: readonly string[]): Promise<BulkResult[]> {
    throw notYet();
  }

  uploadFlows(_lines: readonly string[]): Promise<FlowUploadResult> {
    throw notYet();
  }

  queryTraffic(_query: TrafficQuery): Promise<TrafficFlow[]> {
    throw notYet();
  }

  listEvents(_filter: EventFilter = {}, _options: ListOptions = {}): AsyncIterable<PceEvent> {
    throw notYet();
  }

  health(): Promise<PceHealth[]> {
    throw notYet();
  }

  nodeAvailable(): Promise<boolean> {
    throw notYet();
  }
}

const notYet = (): Error => new Error("not written yet");
