import type { PacketObservation } from "../../cloud/traffic";
import type { Foundation } from "../foundation";
import type { LogService } from "../logs/log-service";
import type { FlowLogRecorder } from ".";

export interface FlowLogSettings {
  readonly id: string;
  readonly recorder: FlowLogRecorder;
  readonly logGroupArn: string;
  readonly roleArn: string;
  readonly aggregationInMs: number;
}

interface FlowLog extends FlowLogSettings {
  /** What `DescribeFlowLogs` tells of the last delivery. */
  status: "SUCCESS" | "FAILED";
  error: "Access error" | undefined;
  busyUntil: number;
  flushing: boolean;
}

/** Time from the end of a window to the delivery of its records to CloudWatch Logs, before a random addition. */
const DELAY_IN_MS = 60_000;
const JITTER_IN_MS = 60_000;
/** Longest time after a packet passed within which it may be handed in. */
const LATE_PACKETS_IN_MS = 5_000;

type Needs = Pick<Foundation, "accountId" | "arn" | "clock" | "ids" | "roles" | "access"> & {
  readonly logs: Pick<LogService, "find" | "write">;
};

/** The flow logs of the account: packets in, records into log groups. */
export class FlowLogService {
  readonly #cloud: Needs;
  readonly #flowLogs = new Map<string, FlowLog>();

  constructor(cloud: Needs) {
    this.#cloud = cloud;
  }

  add(settings: FlowLogSettings): void {
    this.#flowLogs.set(settings.id, {
      ...settings,
      status: "SUCCESS",
      error: undefined,
      busyUntil: 0,
      flushing: false,
    });
  }

  find(id: string): Readonly<FlowLog> | undefined {
    return this.#flowLogs.get(id);
  }

  /** Ends a flow log. What it has recorded is still delivered, as long as its role and its log group exist. */
  remove(id: string): void {
    const flowLog = this.#flowLogs.get(id);
    this.#flowLogs.delete(id);
    if (flowLog) this.#flush(flowLog, this.#cloud.clock.now() + flowLog.aggregationInMs);
  }

  observe(observations: Iterable<PacketObservation>): void {
    const now = this.#cloud.clock.now();
    for (const observation of observations) {
      for (const flowLog of this.#flowLogs.values()) flowLog.recorder.observe(observation);
    }
    for (const flowLog of this.#flowLogs.values()) {
      // Windows begin at different seconds for different interfaces, so the last one is over after two lengths.
      flowLog.busyUntil = now + 2 * flowLog.aggregationInMs;
      this.#plan(flowLog);
    }
  }

  /** Takes finished windows every ten seconds; when no packet came for two windows, as background work only. */
  #plan(flowLog: FlowLog): void {
    if (flowLog.flushing) return;
    flowLog.flushing = true;
    const { clock } = this.#cloud;
    const step = (): void => {
      if (!this.#flowLogs.has(flowLog.id)) return;
      this.#flush(flowLog);
      const background = clock.now() > flowLog.busyUntil;
      if (background) {
        flowLog.flushing = false;
        return;
      }
      clock.after(10_000, step);
    };
    clock.after(10_000, step);
  }

  /** @param until windows that end before it are taken, in milliseconds since 1970 */
  #flush(flowLog: FlowLog, until = this.#cloud.clock.now() - LATE_PACKETS_IN_MS): void {
    const { clock, ids } = this.#cloud;
    for (const { interfaceId, events } of flowLog.recorder.flush(until)) {
      const stream = flowLog.recorder.logStreamName(interfaceId);
      // Some windows arrive in two parts.
      const cut = events.length > 1 && ids.fraction() < 0.2 ? Math.ceil(events.length / 2) : events.length;
      for (const part of [events.slice(0, cut), events.slice(cut)]) {
        if (part.length === 0) continue;
        const delay = DELAY_IN_MS + Math.floor(ids.fraction() * JITTER_IN_MS);
        clock.after(delay, () => this.#deliver(flowLog, stream, part));
      }
    }
  }

  #deliver(flowLog: FlowLog, stream: string, events: { timestamp: number; message: string }[]): void {
    const { roles, access, logs, accountId } = this.#cloud;
    const role = roles.assumableBy("vpc-flow-logs.amazonaws.com", flowLog.roleArn, {
      "aws:sourceaccount": accountId,
      "aws:sourcearn": this.#cloud.arn("ec2", `vpc-flow-log/${flowLog.id}`),
    });
    const group = logs.find(flowLog.logGroupArn);
    const written =
      role !== undefined &&
      group !== undefined &&
      access.isAllowed({
        caller: access.session(role, "flow-logs"),
        action: "logs:DescribeLogStreams",
        resource: `${group.arn}:*`,
      }) &&
      logs.write({
        caller: access.session(role, "flow-logs"),
        logGroupName: group.name,
        logStreamName: stream,
        messages: events,
      });
    flowLog.status = written ? "SUCCESS" : "FAILED";
    flowLog.error = written ? undefined : "Access error";
  }
}
