import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { JsonService } from "../http/json-protocol";
import type { Caller } from "../iam/access";
import { logOperations } from "./log-api";
import { expireEvents, type LogEvent, type LogGroup, type LogStream, type NewLogEvent } from "./log-group";

export interface FunctionLog {
  /** The role's session, or undefined when the role cannot be assumed. */
  readonly caller: Caller;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly messages: readonly NewLogEvent[];
}

type Needs = Pick<Foundation, "arn" | "clock" | "outages" | "access">;

/** CloudWatch Logs: groups of streams of events, and the filters that pass events on. */
export class LogService {
  readonly #cloud: Needs;
  readonly #groups = new Map<string, LogGroup>();
  #sequence = 0;

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  get api(): JsonService {
    return { target: "Logs_20140328", operations: logOperations(this.#cloud, this) };
  }

  get groups(): readonly LogGroup[] {
    return [...this.#groups.values()];
  }

  add(name: string, retentionInDays: number | undefined): LogGroup {
    if (this.#groups.has(name)) {
      throw new CloudError(
        "ResourceAlreadyExistsException",
        `The specified log group already exists: ${name}`,
      );
    }
    const group: LogGroup = {
      name,
      arn: this.#cloud.arn("logs", `log-group:${name}`),
      createdAt: this.#cloud.clock.now(),
      retentionInDays,
      streams: new Map(),
      filters: new Map(),
    };
    this.#groups.set(name, group);
    return group;
  }

  find(nameOrArn: string): LogGroup | undefined {
    return (
      this.#groups.get(nameOrArn) ?? this.groups.find(({ arn }) => arn === nameOrArn.replace(/:\*$/, ""))
    );
  }

  /** @throws CloudError `ResourceNotFoundException` */
  existing(name: string): LogGroup {
    const group = this.#groups.get(name);
    if (group) return group;
    throw new CloudError("ResourceNotFoundException", `The specified log group does not exist: ${name}`);
  }

  remove(group: LogGroup): void {
    group.filters.clear();
    this.#groups.delete(group.name);
  }

  streamOf(group: LogGroup, name: string): LogStream {
    let stream = group.streams.get(name);
    if (stream === undefined) {
      stream = { name, createdAt: this.#cloud.clock.now(), events: [] };
      group.streams.set(name, stream);
    }
    return stream;
  }

  /** Stores events and offers them to the group's filters. */
  put(group: LogGroup, streamName: string, messages: readonly NewLogEvent[]): void {
    const now = this.#cloud.clock.now();
    const stream = this.streamOf(group, streamName);
    const events: LogEvent[] = messages.map(({ timestamp, message }) => {
      this.#sequence += 1;
      const id = `${String(timestamp).padStart(20, "3")}${String(this.#sequence).padStart(36, "0")}`;
      return { id, timestamp, ingestionTime: now, message };
    });
    const inOrder = (events[0]?.timestamp ?? 0) >= (stream.events.at(-1)?.timestamp ?? 0);
    for (const event of events) stream.events.push(event);
    if (!inOrder) stream.events.sort((a, b) => a.timestamp - b.timestamp);
    expireEvents(group, now);
    for (const filter of group.filters.values()) filter.offer(streamName, events);
  }

  /**
   * Stores what a role writes; returns false, and stores nothing, when the group is missing or the role may not write.
   */
  write({ caller, logGroupName, logStreamName, messages }: FunctionLog): boolean {
    const group = this.#groups.get(logGroupName);
    if (group === undefined || messages.length === 0) return false;
    const resource = `${group.arn}:log-stream:${logStreamName}`;
    const may = (action: string) =>
      this.#cloud.access.isAllowed({ caller, action: `logs:${action}`, resource });
    if (!group.streams.has(logStreamName) && !may("CreateLogStream")) return false;
    if (!may("PutLogEvents")) return false;
    this.put(group, logStreamName, messages);
    return true;
  }
}
