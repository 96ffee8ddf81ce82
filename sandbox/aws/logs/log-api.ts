import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { JsonInput, JsonOperation } from "../http/json-protocol";
import type { Caller } from "../iam/access";
import { compilePattern } from "./filter-pattern";
import { expireEvents, type LogEvent, type LogGroup, type LogStream, type NewLogEvent } from "./log-group";

const PAGE = 10_000;

type Needs = Pick<Foundation, "arn" | "clock" | "outages" | "access">;

/** The groups that the operations work on. */
interface LogGroups {
  readonly groups: readonly LogGroup[];
  add(name: string, retentionInDays: number | undefined): LogGroup;
  /** @throws CloudError `ResourceNotFoundException` */
  existing(name: string): LogGroup;
  streamOf(group: LogGroup, name: string): LogStream;
  put(group: LogGroup, streamName: string, messages: readonly NewLogEvent[]): void;
}

/** The operations of CloudWatch Logs that functions, tests and the demo use. */
export function logOperations(cloud: Needs, logs: LogGroups): Readonly<Record<string, JsonOperation>> {
  const permit = (caller: Caller, action: string, group: LogGroup | string, stream?: string): void => {
    const name = typeof group === "string" ? group : group.name;
    cloud.outages.check("logs", action, name);
    const arn = cloud.arn("logs", `log-group:${name}`);
    const resource = stream === undefined ? `${arn}:*` : `${arn}:log-stream:${stream}`;
    cloud.access.require({ caller, action: `logs:${action}`, resource });
  };
  const groupOf = (input: JsonInput, caller: Caller, action: string, stream?: string): LogGroup => {
    const name = String(input["logGroupName"] ?? input["logGroupIdentifier"] ?? "");
    permit(caller, action, name, stream);
    const group = logs.existing(name);
    expireEvents(group, cloud.clock.now());
    return group;
  };

  return {
    CreateLogGroup(input, caller) {
      const name = String(input["logGroupName"]);
      permit(caller, "CreateLogGroup", name);
      logs.add(name, undefined);
    },
    CreateLogStream(input, caller) {
      const name = String(input["logStreamName"]);
      const group = groupOf(input, caller, "CreateLogStream", name);
      if (group.streams.has(name)) {
        throw new CloudError("ResourceAlreadyExistsException", "The specified log stream already exists");
      }
      logs.streamOf(group, name);
    },
    PutLogEvents(input, caller) {
      const name = String(input["logStreamName"]);
      const group = groupOf(input, caller, "PutLogEvents", name);
      streamOf(group, name);
      const events = input["logEvents"] as NewLogEvent[];
      if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? timestamp))) {
        throw new CloudError(
          "InvalidParameterException",
          "Log events in a single PutLogEvents request must be in chronological order.",
        );
      }
      logs.put(group, name, events);
      return {};
    },
    DescribeLogGroups(input, caller) {
      permit(caller, "DescribeLogGroups", "");
      const prefix = String(input["logGroupNamePrefix"] ?? "");
      const groups = logs.groups.filter(({ name }) => name.startsWith(prefix));
      return {
        logGroups: groups.map(({ name, arn, createdAt, retentionInDays }) => ({
          logGroupName: name,
          arn: `${arn}:*`,
          logGroupArn: arn,
          creationTime: createdAt,
          retentionInDays,
          logGroupClass: "STANDARD",
        })),
      };
    },
    DescribeLogStreams(input, caller) {
      const group = groupOf(input, caller, "DescribeLogStreams");
      const prefix = String(input["logStreamNamePrefix"] ?? "");
      const streams = [...group.streams.values()].filter(({ name }) => name.startsWith(prefix));
      return {
        logStreams: streams.map(({ name, createdAt, events }) => ({
          logStreamName: name,
          creationTime: createdAt,
          firstEventTimestamp: events[0]?.timestamp,
          lastEventTimestamp: events.at(-1)?.timestamp,
        })),
      };
    },
    GetLogEvents(input, caller) {
      const name = String(input["logStreamName"]);
      const stream = streamOf(groupOf(input, caller, "GetLogEvents", name), name);
      const events = stream.events.filter(timeRange(input));
      const from = Number(String(input["nextToken"] ?? "f/0").slice(2));
      const page = events.slice(from, from + Number(input["limit"] ?? PAGE));
      const next = `f/${from + page.length}`;
      return {
        events: page.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
        nextForwardToken: next,
        nextBackwardToken: `b/${from}`,
      };
    },
    FilterLogEvents(input, caller) {
      const group = groupOf(input, caller, "FilterLogEvents");
      const fits = compilePattern(String(input["filterPattern"] ?? ""));
      const from = Number(input["nextToken"] ?? 0);
      const isInTime = timeRange(input);
      const names = input["logStreamNames"] as readonly string[] | undefined;
      const prefix = String(input["logStreamNamePrefix"] ?? "");
      const streams = [...group.streams.values()].filter(
        ({ name }) => (names?.includes(name) ?? true) && name.startsWith(prefix),
      );
      const found = streams.flatMap(({ name, events }) =>
        events
          .filter((event) => isInTime(event) && fits(event.message))
          .map(({ id, timestamp, message, ingestionTime }) => ({
            logStreamName: name,
            eventId: id,
            timestamp,
            message,
            ingestionTime,
          })),
      );
      found.sort((a, b) => a.timestamp - b.timestamp);
      const limit = Number(input["limit"] ?? PAGE);
      const more = from + limit < found.length;
      return { events: found.slice(from, from + limit), ...(more && { nextToken: String(from + limit) }) };
    },
  };
}

/** Start inclusive, end exclusive. */
function timeRange(input: JsonInput): (event: LogEvent) => boolean {
  const [since, until] = [Number(input["startTime"] ?? -Infinity), Number(input["endTime"] ?? Infinity)];
  return ({ timestamp }) => timestamp >= since && timestamp < until;
}

function streamOf(group: LogGroup, name: string): LogStream {
  const stream = group.streams.get(name);
  if (stream) return stream;
  throw new CloudError("ResourceNotFoundException", "The specified log stream does not exist.");
}
