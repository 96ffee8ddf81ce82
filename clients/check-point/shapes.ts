import { isRecord, type JsonRecord } from "../../core/checks/json";

/** A host as the server shows it. */
export interface CheckPointHost {
  readonly uid: string;
  readonly name: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly tags: readonly string[];
  readonly comment: string;
}

export interface CheckPointGroup {
  readonly uid: string;
  readonly name: string;
  /** Names of its members. */
  readonly members: readonly string[];
}

/** A session of any administrator. */
export interface CheckPointSessionInfo {
  readonly uid: string;
  readonly name: string;
  readonly user: string;
  /** Whether a client holds it; undefined where the server does not say. */
  readonly isConnected: boolean | undefined;
  /** Undefined where the server does not say. */
  readonly openedAt: Date | undefined;
  /** Whether the server says that it has changed and locked nothing. */
  readonly isEmpty: boolean;
}

export interface CheckPointTask {
  readonly id: string;
  readonly name: string;
  /** In lower case: `in progress`, `succeeded`, `partially succeeded`, `failed`, or what a later release says. */
  readonly status: string;
  /** Why it failed, in the words of the server. */
  readonly faults: readonly string[];
}

export function readHost(object: JsonRecord): CheckPointHost {
  const ipv4 = textOf(object["ipv4-address"]);
  const ipv6 = textOf(object["ipv6-address"]);
  return {
    uid: textOf(object["uid"]),
    name: textOf(object["name"]),
    ...(ipv4 !== "" && { ipv4 }),
    ...(ipv6 !== "" && { ipv6 }),
    tags: names(object["tags"]),
    comment: textOf(object["comments"]),
  };
}

export function readGroup(object: JsonRecord): CheckPointGroup {
  return { uid: textOf(object["uid"]), name: textOf(object["name"]), members: names(object["members"]) };
}

/** Who holds the lock of an object, in words; undefined when the object does not say that another session does. */
export function lockHolder(object: JsonRecord): string | undefined {
  const meta = object["meta-info"];
  if (!isRecord(meta) || !/other session/i.test(textOf(meta["lock"]))) return undefined;
  const administrator = textOf(meta["locking-admin"]) || "an administrator who is not named";
  const session = textOf(meta["locking-session-id"]);
  return `administrator ${administrator}${session === "" ? "" : `, session ${session}`}`;
}

export function readSession(object: JsonRecord): CheckPointSessionInfo {
  return {
    uid: textOf(object["uid"]),
    name: textOf(object["name"]) || textOf(object["session-name"]),
    user: textOf(object["user-name"]),
    isConnected: isConnected(object),
    openedAt: timeOf(object["last-login-time"]) ?? creationTime(object),
    isEmpty: object["changes"] === 0 && object["locks"] === 0,
  };
}

export function readTask(object: JsonRecord): CheckPointTask {
  const details = [object["task-details"] ?? []].flat().filter(isRecord);
  const faults = details.flatMap((detail) => {
    const fault = textOf(detail["fault-message"]);
    return fault === "" ? textOf(detail["statusDescription"]) || [] : fault;
  });
  return {
    id: textOf(object["task-id"]),
    name: textOf(object["task-name"]),
    status: textOf(object["status"]).trim().toLowerCase(),
    faults: [...new Set(faults.map((fault) => fault.replace(/\s+/g, " ").trim()))],
  };
}

/** `in-work` and `expired-session` are those of the vendor's reference; either is enough. */
function isConnected(object: JsonRecord): boolean | undefined {
  if (object["expired-session"] === true || object["in-work"] === false) return false;
  const state = textOf(object["state"]).toLowerCase();
  if (/disconnected|expired|closed/.test(state)) return false;
  return object["in-work"] === true ? true : undefined;
}

function creationTime(object: JsonRecord): Date | undefined {
  const meta = object["meta-info"];
  return isRecord(meta) ? timeOf(meta["creation-time"]) : undefined;
}

/** `{posix, iso-8601}`. */
function timeOf(value: unknown): Date | undefined {
  if (!isRecord(value)) return undefined;
  const posix = value["posix"];
  const milliseconds = typeof posix === "number" ? posix : Date.parse(textOf(value["iso-8601"]));
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Names of a list of objects; where the server shows an object by one text, that text. */
function names(list: unknown): string[] {
  const items = Array.isArray(list) ? list : [];
  return items
    .map((item) => (isRecord(item) ? textOf(item["name"]) : textOf(item)))
    .filter((name) => name !== "");
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
