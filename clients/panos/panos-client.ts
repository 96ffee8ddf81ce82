import { IllumioIacError, isNetworkError } from "../../core/errors";
import {
  type CommitOptions,
  enqueueCommit,
  enqueuePush,
  type JobWait,
  type PushOptions,
  waitForJob,
} from "./commits";
import { PanosConfiguration } from "./configuration";
import { type PanosConnection, SealedPanosConnection } from "./connection";
import { haState, isActive } from "./high-availability";
import { type PanosLock, readLocks } from "./locks";
import { PanosApi, type PanosClientOptions } from "./panos-api";
import { isPanosPassiveError } from "./panos-error";
import {
  type RegisteredAddress,
  type RegisteredFilter,
  type RegisteredTable,
  readTable,
} from "./registered-addresses";
import { sharedSlots } from "./slots";
import { type RefusedUpdate, type TagMessageOptions, updateTags } from "./update-tags";
import { elementAt, elements, textAt } from "./xml";

export interface PanosSystemInfo {
  readonly hostname: string;
  /** Model as the table of limits names it: the size of a virtual firewall (`VM-100`), else the model (`PA-440`). */
  readonly model: string;
  readonly serial: string;
  readonly softwareVersion: string;
}

/** How often a table is read at most, when the pair changes roles during a reading. */
const READINGS = 3;

/**
 * A firewall, the two of an HA pair, or a Panorama, through the XML API.
 *
 * Of a pair, the active host is called; which one that is, is looked up before the first call and after every error. At
 * most five calls are under way per management plane, and one user-id message per firewall. The client uses an existing
 * API key: making a key would invalidate the administrator's other keys.
 *
 * @see /api on the firewall itself; Palo Alto Networks, "PAN-OS and Panorama XML API"
 */
export class PanosClient {
  readonly connection: PanosConnection;
  readonly configuration: PanosConfiguration = new PanosConfiguration((work) => this.#onActive(work));
  readonly #apis: readonly PanosApi[];
  #active: Promise<PanosApi> | undefined;

  constructor(connection: PanosConnection, options: PanosClientOptions = {}) {
    this.connection = new SealedPanosConnection(connection);
    this.#apis = connection.hosts.map((host) => new PanosApi(host, connection, options));
  }

  /** Requests sent so far, every try counted. */
  get calls(): number {
    return this.#apis.reduce((sum, { calls }) => sum + calls, 0);
  }

  async close(): Promise<void> {
    await Promise.all(this.#apis.map((api) => api.close()));
  }

  /** Makes the next call look for the active host again. */
  forgetActiveHost(): void {
    this.#active = undefined;
  }

  /** `host:port` of the active host. @throws IllumioIacError when none is */
  async activeHost(): Promise<string> {
    return (await this.#api()).host;
  }

  async systemInfo({ serial }: { readonly serial?: string } = {}): Promise<PanosSystemInfo> {
    return this.#onActive(async (api) => {
      const params = { type: "op", cmd: "<show><system><info/></system></show>", target: serial };
      const response = await api.call({ what: "its system information", params, repeatable: true });
      const system = elementAt(response, "result", "system");
      if (system === undefined)
        throw new IllumioIacError(`${api.host} answered its system information without a system`);
      const text = (name: string) => textAt(system, name) ?? "";
      return {
        hostname: text("hostname"),
        model: text("vm-license") || text("model"),
        serial: text("serial"),
        softwareVersion: text("sw-version"),
      };
    });
  }

  /** Serial numbers of the firewalls that are connected to this Panorama. */
  async connectedSerials(): Promise<string[]> {
    return this.#onActive(async (api) => {
      const params = { type: "op", cmd: "<show><devices><connected/></devices></show>" };
      const response = await api.call({ what: "its firewalls", params, repeatable: true });
      return elements(elementAt(response, "result", "devices"), "entry").flatMap(
        (device) => textAt(device, "serial") ?? [],
      );
    });
  }

  /**
   * The registered IP addresses of a table: all of them, those that carry one tag (the entries may then show that tag
   * only), or one address.
   *
   * @throws IllumioIacError when the pair changes roles at every reading
   */
  async registeredAddresses(
    table: RegisteredTable,
    only: RegisteredFilter = {},
  ): Promise<RegisteredAddress[]> {
    for (let reading = 1; ; reading++) {
      const api = await this.#api();
      try {
        const found = await readTable(api, table, only);
        if (this.#apis.length === 1 || isActive(await haState(api))) return found;
        this.forgetActiveHost();
      } catch (error) {
        this.forgetActiveHost();
        if (this.#apis.length === 1 || !mayBeFailover(error) || reading === READINGS) throw error;
      }
      if (reading === READINGS)
        throw new IllumioIacError(
          `the pair ${this.#names()} changed roles during ${READINGS} readings of a table`,
        );
    }
  }

  /**
   * Registers or unregisters tags with one message of at most a few hundred addresses. It is not sent again after a
   * broken connection: read the table and send what is still missing.
   *
   * @returns the entries that the firewall refused; what became of the others has to be read back
   */
  async updateTags(table: RegisteredTable, message: TagMessageOptions): Promise<RefusedUpdate[]> {
    if (message.updates.length === 0) return [];
    return sharedSlots(`messages to ${this.#names()} ${table.serial ?? ""}`, 1).run(() =>
      this.#onActive((api) => updateTags(api, table, message)),
    );
  }

  /**
   * Commits what one administrator changed, and waits for it.
   *
   * @returns number of the job; undefined when there was nothing to commit
   * @throws PanosError when it fails, with the firewall's words
   */
  async commit(options: CommitOptions, wait: JobWait = {}): Promise<number | undefined> {
    return this.#onActive(async (api) => {
      const job = await enqueueCommit(api, options);
      if (job !== undefined) await waitForJob(api, job, "the commit", wait);
      return job;
    });
  }

  /** Pushes a device group from Panorama to its firewalls, and waits for all of them. @returns number of the job */
  async push(options: PushOptions, wait: JobWait = {}): Promise<number> {
    return this.#onActive(async (api) => {
      const job = await enqueuePush(api, options);
      await waitForJob(api, job, `the push of device group ${options.deviceGroup}`, wait);
      return job;
    });
  }

  /** Locks that administrators hold, those of this connection's administrator included. */
  locks(): Promise<PanosLock[]> {
    return this.#onActive(readLocks);
  }

  async #onActive<T>(work: (api: PanosApi) => Promise<T>): Promise<T> {
    const api = await this.#api();
    try {
      return await work(api);
    } catch (error) {
      this.forgetActiveHost();
      throw error;
    }
  }

  #api(): Promise<PanosApi> {
    this.#active ??= this.#findActive().catch((error) => {
      this.#active = undefined;
      throw error;
    });
    return this.#active;
  }

  /** Finds the active host. A single host is refused as well when it reports that it is the passive one. */
  async #findActive(): Promise<PanosApi> {
    const states: string[] = [];
    for (const api of this.#apis) {
      try {
        const state = await haState(api);
        if (isActive(state)) return api;
        states.push(`${api.host} is ${state}`);
      } catch (error) {
        if (this.#apis.length === 1 || !isNetworkError(error)) throw error;
        states.push(`${api.host} does not answer (${error.message})`);
      }
    }
    throw new IllumioIacError(`no active firewall: ${states.join(", ")}`);
  }

  #names(): string {
    return this.#apis.map(({ host }) => host).join(", ");
  }
}

function mayBeFailover(error: unknown): boolean {
  return isNetworkError(error) || isPanosPassiveError(error);
}
