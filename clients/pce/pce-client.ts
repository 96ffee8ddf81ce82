import { bulkCreate, bulkDelete, bulkUpdate } from "./bulk";
import type { BulkResult } from "./bulk-result";
import { collection } from "./collection";
import type { PceConnection } from "./connection";
import { type EventFilter, listEvents, type PceEvent } from "./events";
import { type FlowUploadResult, uploadFlows } from "./flow-upload";
import { HEALTH, nodeAvailable, type PceHealth } from "./health";
import { LABEL_DIMENSION, type LabelDimension } from "./label-dimensions";
import { LABEL_GROUP, type LabelGroup } from "./label-groups";
import {
  findLabel,
  LABEL,
  type Label,
  type LabelChanges,
  type LabelFilter,
  listLabels,
  type NewLabel,
} from "./labels";
import type { ListOptions } from "./objects";
import {
  createPairingKey,
  findPairingProfiles,
  type PairingProfile,
  revokePairingKeys,
} from "./pairing-profiles";
import { PceApi, type PceClientOptions } from "./pce-api";
import { type Expected, withoutNullLists } from "./shapes";
import { queryTraffic } from "./traffic";
import type { TrafficFlow, TrafficQuery } from "./traffic-types";
import { type FirewallRestore, type UnpairFailures, unpairVens } from "./vens";
import type {
  NewWorkload,
  Workload,
  WorkloadChanges,
  WorkloadFilter,
  WorkloadIdentity,
  WorkloadUpdate,
} from "./workload-types";
import { countWorkloads, findWorkload, findWorkloads, listWorkloads, tidied, WORKLOAD } from "./workloads";

/**
 * A PCE, through its REST API v2.
 *
 * Objects have the names and shapes of the API. What is safe to send again is sent again: reads, updates and deletes
 * after 429, 502, 503, 504 and broken connections; a call that creates something or uploads flows only after 429 or
 * when it was never sent. Every method may throw: `AuthenticationError` (401), `HttpStatusError` (other statuses, with
 * the PCE's own tokens), `RateLimitError` (still 429 after all tries), `NetworkError` and `TimeoutError` (no answer).
 * Where `mayHaveBeenApplied(error)` holds after a create, look the object up before creating it again.
 */
export class PceClient {
  readonly connection: PceConnection;
  readonly #api: PceApi;

  constructor(
    connection: PceConnection,
    options: PceClientOptions = {},
    /** @internal */
    api: PceApi = PceApi.open(connection, options),
  ) {
    this.#api = api;
    this.connection = api.connection;
  }

  /** Requests sent so far, every try counted, by this client and those made of it by `withSignal`. */
  get calls(): number {
    return this.#api.calls;
  }

  /** Time of the PCE by its latest answer, in whole seconds; undefined where the answer has none. */
  get serverTime(): Date | undefined {
    return this.#api.serverTime;
  }

  /** A client over the same connections and counters, whose calls also end when `signal` is aborted. */
  withSignal(signal: AbortSignal): PceClient {
    return new PceClient(this.connection, {}, this.#api.withSignal(signal));
  }

  /** Waits for the calls under way and closes the connections. */
  close(): Promise<void> {
    return this.#api.close();
  }

  /** @throws ConflictError when there is a label of this key and value already */
  createLabel(label: NewLabel): Promise<Label> {
    return this.#api.object<Label>({ method: "POST", path: this.#api.org("labels"), json: label }, LABEL);
  }

  /** The label of exactly this key and value; `undefined` when there is none. */
  findLabel(key: string, value: string): Promise<Label | undefined> {
    return findLabel(this.#api, key, value);
  }

  /** `undefined` when it does not exist or was deleted. */
  getLabel(href: string): Promise<Label | undefined> {
    return this.#api.find<Label>(href, LABEL);
  }

  /** All labels that pass the filter, without a limit; deleted ones only with `include_deleted`. */
  listLabels(filter: LabelFilter = {}, options: ListOptions = {}): AsyncIterable<Label> {
    return listLabels(this.#api, filter, options);
  }

  /** Attributes that are left out stay as they are. */
  updateLabel(href: string, changes: LabelChanges): Promise<void> {
    return this.#api.update(href, changes);
  }

  /**
   * Succeeds when the label is gone already.
   *
   * @throws HttpStatusError (406) while something uses the label, for example with the token
   *   `label_still_has_associated_agent_info` for a workload
   */
  deleteLabel(href: string): Promise<void> {
    return this.#api.delete(href);
  }

  /** The label types. @throws NotFoundError on a PCE before 22.5, which knows `role`, `app`, `env` and `loc` only */
  listLabelDimensions(options: ListOptions = {}): AsyncIterable<LabelDimension> {
    return collection<LabelDimension>(
      this.#api,
      this.#api.org("label_dimensions"),
      {},
      options,
      LABEL_DIMENSION,
    );
  }

  /** The label groups of the policy in force. */
  async *listActiveLabelGroups(options: ListOptions = {}): AsyncGenerator<LabelGroup, void, undefined> {
    const path = this.#api.org("sec_policy/active/label_groups");
    for await (const group of collection<LabelGroup>(this.#api, path, {}, options, LABEL_GROUP)) {
      withoutNullLists(group, ["labels", "sub_groups"]);
      yield group;
    }
  }

  /**
   * All rows of a collection of the organisation, without a limit.
   *
   * @internal
   */
  listRows<T>(path: string, expected: Expected, options: ListOptions = {}): AsyncIterable<T> {
    return collection<T>(this.#api, this.#api.org(path), {}, options, expected);
  }

  /** Creates a workload without a VEN. */
  async createWorkload(workload: NewWorkload): Promise<Workload> {
    const call = { method: "POST", path: this.#api.org("workloads"), json: workload } as const;
    return tidied(await this.#api.object<Workload>(call, WORKLOAD));
  }

  /** `undefined` when it does not exist or was deleted. */
  async getWorkload(href: string): Promise<Workload | undefined> {
    const found = await this.#api.find<Workload>(href, WORKLOAD);
    return found && tidied(found);
  }

  /** The workload of exactly this external pair. @throws IllumioIacError when several have it */
  findWorkload(externalDataSet: string, externalDataReference: string): Promise<Workload | undefined> {
    return findWorkload(this.#api, externalDataSet, externalDataReference);
  }

  /** All workloads whose texts exactly equal those given. */
  findWorkloads(identity: WorkloadIdentity): Promise<Workload[]> {
    return findWorkloads(this.#api, identity);
  }

  /** All workloads that pass the filter, without a limit, managed and unmanaged, without their open ports. */
  listWorkloads(filter: WorkloadFilter = {}, options: ListOptions = {}): AsyncIterable<Workload> {
    return listWorkloads(this.#api, filter, options);
  }

  /** How many workloads there are; `undefined` when the PCE does not say it (header `X-Total-Count`). */
  countWorkloads(): Promise<number | undefined> {
    return countWorkloads(this.#api);
  }

  updateWorkload(href: string, changes: WorkloadChanges): Promise<void> {
    return this.#api.update(href, changes);
  }

  /** Succeeds when it is gone already. @throws HttpStatusError (405) for a workload with a VEN */
  deleteWorkload(href: string): Promise<void> {
    return this.#api.delete(href);
  }

  /**
   * Creates workloads, 1000 per call, one call at a time per organisation in this process.
   *
   * @returns one result per workload in their order; some may have failed: look, or use `allSucceeded`
   * @throws when the first call fails as a whole. When a later call fails, its items and those after it are results
   *   with `error.cause`. A call whose answer was lost is not sent again
   */
  bulkCreateWorkloads(workloads: readonly NewWorkload[]): Promise<BulkResult[]> {
    return bulkCreate(this.#api, workloads);
  }

  /** Updates workloads; calls, results and errors as in `bulkCreateWorkloads`. */
  bulkUpdateWorkloads(updates: readonly WorkloadUpdate[]): Promise<BulkResult[]> {
    return bulkUpdate(this.#api, updates);
  }

  /**
   * Deletes workloads; calls, results and errors as in `bulkCreateWorkloads`. One that is gone already is a success;
   * one with a VEN fails with `method_not_allowed_error`.
   */
  bulkDeleteWorkloads(hrefs: readonly string[]): Promise<BulkResult[]> {
    return bulkDelete(this.#api, hrefs);
  }

  /**
   * Unpairs VENs by their hrefs, 1000 per call. It uninstalls them from their hosts.
   *
   * @param firewallRestore what the firewall of a host is afterwards. @default default
   * @returns those that the PCE refused, with its reason
   */
  unpairVens(
    hrefs: readonly string[],
    firewallRestore: FirewallRestore = "default",
  ): Promise<UnpairFailures> {
    return unpairVens(this.#api, hrefs, firewallRestore);
  }

  /** All pairing profiles of exactly this name, which need not be unique. */
  findPairingProfiles(name: string): Promise<PairingProfile[]> {
    return findPairingProfiles(this.#api, name);
  }

  /**
   * Makes a key of a pairing profile. No other call shows it again, and it pairs VENs: it is a secret.
   *
   * @returns the activation code
   */
  createPairingKey(profileHref: string): Promise<string> {
    return createPairingKey(this.#api, profileHref);
  }

  /** Revokes all keys of a pairing profile. Succeeds when the profile is gone. */
  revokePairingKeys(profileHref: string): Promise<void> {
    return revokePairingKeys(this.#api, profileHref);
  }

  /**
   * Reports traffic between addresses (`POST agents/bulk_traffic_flows`).
   *
   * The PCE counts a line that it gets twice as two connections and knows no times: what it gets now has happened now
   * (UNCONFIRMED, as is what it does with addresses it does not know). So a call that may have arrived is not sent
   * again; the error says so (`mayHaveBeenApplied`). Needs the role Global Organization Owner or Global Administrator.
   *
   * @param lines at most 1000, each `client,server,port,protocol` with the IANA protocol number
   * @returns also when lines were refused: check `failed` and `unreadable`; when `unreadable` is set, the answer does
   *   not tell which lines were refused
   */
  uploadFlows(lines: readonly string[]): Promise<FlowUploadResult> {
    return uploadFlows(this.#api, lines);
  }

  /**
   * Traffic that the PCE knows of, by an Explorer query.
   *
   * @throws IllumioIacError when the query fails or, without `max_results`, has more rows than the PCE returns;
   *   TimeoutError when it takes longer than `jobTimeoutInSeconds`
   */
  queryTraffic(query: TrafficQuery): Promise<TrafficFlow[]> {
    return queryTraffic(this.#api, query);
  }

  listEvents(filter: EventFilter = {}, options: ListOptions = {}): AsyncIterable<PceEvent> {
    return listEvents(this.#api, filter, options);
  }

  /** The state of each cluster. Succeeds only with a valid API key. */
  async health(): Promise<PceHealth[]> {
    return (await this.#api.array<PceHealth>({ method: "GET", path: "/health" }, HEALTH)).rows;
  }

  /** Whether this node of the PCE is in service. @throws NetworkError when nothing answers there */
  nodeAvailable(): Promise<boolean> {
    return nodeAvailable(this.#api);
  }
}
