import { type HostAddresses, hasAddresses } from "../../core/check-point/host-addresses";
import type { JsonRecord } from "../../core/checks/json";
import { IllumioIacError } from "../../core/errors";
import { CheckPointError, isCheckPointError, isUncertain } from "./check-point-error";
import type { CheckPointHttp } from "./check-point-http";
import { CheckPointReads } from "./check-point-reads";
import { lockHolder, textOf } from "./shapes";
import { writeOnce } from "./write-once";

export interface NewHost {
  readonly name: string;
  /** In their canonical form. */
  readonly addresses: HostAddresses;
  readonly tags: readonly string[];
  readonly comment: string;
}

/** Whether warnings of the server are accepted. Errors never are: what they are about cannot be published. */
export interface WriteOptions {
  /** @default false */
  readonly ignoreWarnings?: boolean;
}

export interface InstallOptions {
  readonly package: string;
  /** @default all targets of the package */
  readonly targets?: readonly string[];
}

/** An object that a write changes, so that whoever holds its lock can be named. */
interface Written {
  readonly type: "host" | "group";
  readonly name: string;
}

/** One session. A write whose answer is lost is looked up before it is sent again. */
export class CheckPointSession extends CheckPointReads {
  /** Empty where the server gives none. */
  readonly uid: string;

  constructor(http: CheckPointHttp, uid: string, maximumEntries?: number) {
    super(http, maximumEntries);
    this.uid = uid;
  }

  /** Makes a tag unless it is there. */
  async ensureTag(name: string): Promise<void> {
    const isThere = async () => (await this.show("tag", name)) !== undefined;
    if (await isThere()) return;
    await writeOnce(() => this.#write("add-tag", { name }, `to add the tag ${name}`), isThere);
  }

  /** @throws CheckPointError of kind `exists` when an object of this name is there */
  async addHost(host: NewHost, { ignoreWarnings = false }: WriteOptions = {}): Promise<void> {
    const { name, addresses, tags, comment } = host;
    const body = { name, ...addressFields(addresses), tags, comments: comment, ...ignoring(ignoreWarnings) };
    const about = { type: "host", name } as const;
    await writeOnce(
      () => this.#write("add-host", body, `to add host ${name}`, about),
      async () => {
        const found = await this.showHost(name);
        return found !== undefined && found.comment === comment && hasAddresses(found, addresses);
      },
    );
  }

  /** @param addresses in their canonical form; one that is left out stays */
  async setAddresses(
    name: string,
    addresses: HostAddresses,
    { ignoreWarnings = false }: WriteOptions = {},
  ): Promise<void> {
    const body = { name, ...addressFields(addresses), ...ignoring(ignoreWarnings) };
    await writeOnce(
      () => this.#write("set-host", body, `to set host ${name}`, { type: "host", name }),
      async () => {
        const found = await this.showHost(name);
        return found !== undefined && hasAddresses(found, addresses);
      },
    );
  }

  /** Members that the group has already must not be among them. The other members stay. */
  addMembers(group: string, members: readonly string[]): Promise<void> {
    return this.#moveMembers(group, members, "add");
  }

  /** The other members stay. */
  removeMembers(group: string, members: readonly string[]): Promise<void> {
    return this.#moveMembers(group, members, "remove");
  }

  /**
   * Publishes what this session changed. A second publish has nothing left to do, so one whose answer is lost is sent
   * again.
   *
   * @returns id of the task; undefined when the answer was lost and the server refuses a second publish, as it does while
   *   the first one is under way
   */
  async publish(): Promise<string | undefined> {
    const send = async () => taskOf(await this.#write("publish", {}, "to publish"), "publish");
    try {
      return await send();
    } catch (error) {
      if (!isUncertain(error)) throw error;
    }
    try {
      return await send();
    } catch (error) {
      if (isCheckPointError(error) && error.kind !== "session") return undefined;
      throw error;
    }
  }

  /** Discards what a session changed and did not publish. @param uid of another session of the same administrator */
  async discard(uid?: string): Promise<void> {
    const what = uid === undefined ? "to discard" : `to discard session ${uid}`;
    await this.http.command("discard", uid === undefined ? {} : { uid }, { what, repeatable: true });
  }

  /**
   * Begins to install the access policy of a package, and nothing else. It carries what everybody published.
   *
   * @returns id of the task
   * @throws CheckPointError of kind `install-running` when one is under way
   */
  async installPolicy({ package: name, targets }: InstallOptions): Promise<string> {
    const body = {
      "policy-package": name,
      ...(targets !== undefined && targets.length > 0 && { targets }),
      access: true,
      "threat-prevention": false,
      "desktop-security": false,
      qos: false,
    };
    return taskOf(await this.#write("install-policy", body, `to install package ${name}`), "install-policy");
  }

  /** Ends the session. What it changed and did not publish stays locked. */
  async logout(): Promise<void> {
    await this.http.command("logout", {}, { what: "the logout", repeatable: true });
  }

  async #moveMembers(group: string, members: readonly string[], move: "add" | "remove"): Promise<void> {
    const what = `to ${move} members ${move === "add" ? "to" : "from"} group ${group}`;
    const about = { type: "group", name: group } as const;
    let left = members;
    await writeOnce(
      () => this.#write("set-group", { name: group, members: { [move]: left } }, what, about),
      async () => {
        const found = new Set((await this.showGroup(group))?.members);
        left = members.filter((name) => found.has(name) === (move === "remove"));
        return left.length === 0;
      },
    );
  }

  async #write(command: string, body: object, what: string, about?: Written): Promise<JsonRecord> {
    try {
      return await this.http.command(command, body, { what, repeatable: false });
    } catch (error) {
      if (!isCheckPointError(error, "locked") || about === undefined) throw error;
      throw new CheckPointError(error.what, error.status, error.refusal, await this.#lockHint(about));
    }
  }

  /** Who holds an object, as far as the server says. */
  async #lockHint({ type, name }: Written): Promise<string> {
    const todo = "Publish or discard that session in SmartConsole";
    try {
      const holder = lockHolder((await this.show(type, name, { "details-level": "full" })) ?? {});
      return holder === undefined
        ? `The server does not say which session it is. ${todo}`
        : `${type} ${name} is held by ${holder}. ${todo}`;
    } catch (error) {
      return `Which session it is cannot be read: ${(error as Error).message}`;
    }
  }
}

function addressFields({ ipv4, ipv6 }: HostAddresses): object {
  return {
    ...(ipv4 !== undefined && { "ipv4-address": ipv4 }),
    ...(ipv6 !== undefined && { "ipv6-address": ipv6 }),
  };
}

function ignoring(ignoreWarnings: boolean): object {
  return ignoreWarnings ? { "ignore-warnings": true } : {};
}

function taskOf(answer: JsonRecord, command: string): string {
  const task = textOf(answer["task-id"]);
  if (task === "") throw new IllumioIacError(`Check Point answered ${command} without the id of a task`);
  return task;
}
