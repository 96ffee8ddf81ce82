import { isRecord, type JsonRecord } from "../../core/checks/json";
import { IllumioIacError } from "../../core/errors";
import { isCheckPointError } from "./check-point-error";
import type { CheckPointHttp } from "./check-point-http";
import { allPages } from "./pages";
import {
  type CheckPointGroup,
  type CheckPointHost,
  type CheckPointSessionInfo,
  type CheckPointTask,
  readGroup,
  readHost,
  readSession,
  readTask,
} from "./shapes";

const MOST_ENTRIES = 200_000;

/** What a session reads: all that is published, and what it changed itself. */
export class CheckPointReads {
  protected readonly http: CheckPointHttp;
  readonly #maximumEntries: number;

  constructor(http: CheckPointHttp, maximumEntries: number = MOST_ENTRIES) {
    this.http = http;
    this.#maximumEntries = maximumEntries;
  }

  async showHost(name: string): Promise<CheckPointHost | undefined> {
    const found = await this.show("host", name);
    return found && readHost(found);
  }

  async showGroup(name: string): Promise<CheckPointGroup | undefined> {
    const found = await this.show("group", name);
    return found && readGroup(found);
  }

  /** @param filter words that addresses, names, comments or tags hold; what is found has to be compared */
  async showHosts({ filter }: { readonly filter?: string } = {}): Promise<CheckPointHost[]> {
    const hosts = await this.#list("show-hosts", "the list of hosts", filter === undefined ? {} : { filter });
    return hosts.map(readHost);
  }

  async showGroups(): Promise<CheckPointGroup[]> {
    const groups = await this.#list("show-groups", "the list of groups", { "details-level": "full" });
    return groups.map(readGroup);
  }

  /** Sessions of all administrators. */
  async showSessions(): Promise<CheckPointSessionInfo[]> {
    const sessions = await this.#list("show-sessions", "the list of sessions", { "details-level": "full" });
    return sessions.map(readSession);
  }

  /** Tasks by their ids; one that the server does not know (any more) is missing. */
  async showTasks(ids: readonly string[]): Promise<ReadonlyMap<string, CheckPointTask>> {
    if (ids.length === 0) return new Map();
    try {
      const tasks = await this.#tasks(ids);
      return new Map(tasks.map((task) => [task.id, task]));
    } catch (error) {
      if (!isCheckPointError(error, "not-found")) throw error;
      if (ids.length === 1) return new Map();
    }
    const found = new Map<string, CheckPointTask>();
    for (const id of ids) for (const [key, task] of await this.showTasks([id])) found.set(key, task);
    return found;
  }

  /** An object by its type and name; undefined when there is none. */
  protected async show(type: string, name: string, details: object = {}): Promise<JsonRecord | undefined> {
    try {
      const options = { what: `to show ${type} ${name}`, repeatable: true };
      return await this.http.command(`show-${type}`, { name, ...details }, options);
    } catch (error) {
      if (isCheckPointError(error, "not-found")) return undefined;
      throw error;
    }
  }

  #list(command: string, what: string, body: object): Promise<JsonRecord[]> {
    const options = { what: `to show ${what}`, repeatable: true };
    return allPages((page) => this.http.command(command, { ...body, ...page }, options), {
      what,
      maximumEntries: this.#maximumEntries,
    });
  }

  async #tasks(ids: readonly string[]): Promise<CheckPointTask[]> {
    const body = { "task-id": ids.length === 1 ? ids[0] : ids, "details-level": "full" };
    const answer = await this.http.command("show-task", body, { what: "to show a task", repeatable: true });
    const tasks = answer["tasks"];
    if (!Array.isArray(tasks) || !tasks.every(isRecord))
      throw new IllumioIacError("Check Point answered show-task without tasks");
    return tasks.map(readTask);
  }
}
