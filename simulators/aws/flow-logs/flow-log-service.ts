import type { Cloud } from "../cloud";
import type { FlowLogRecorder, PacketObservation } from "../traffic";

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

/** Delivery to CloudWatch Logs takes about this long after the window, give or take. */
const DELAY_IN_MS = 60_000;
const JITTER_IN_MS = 60_000;
/** Packets may be handed in this much after they passed. */
const LATE_PACKETS_IN_MS = 5_000;

/** The flow logs of the account: packets in, records into log groups. */
export class FlowLogService {
  readonly #cloud: Cloud;
  readonly #flowLogs = new Map<string, FlowLog>();

  constructor(cloud: Cloud) {
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

  remove(id: string): void {
    this.#flowLogs.delete(id);
  }

  observe(observations: Iterable<PacketObservation>): void {
    const now = this.#cloud.clock.now();
    for (const observation of observations) {
      for (const flowLog of this.#flowLogs.values()) flowLog.recorder.observe(observation);
    }
    for (const flowLog of this.#flowLogs.values()) {
      // Windows begin at different seconds for different interfaces: the last one is over after two of them.
      flowLog.busyUntil = now + 2 * flowLog.aggregationInMs;
      this.#plan(flowLog);
    }
  }

  /** Takes finished windows every ten seconds; once no packet came for two windows, only in the background. */
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

  #flush(flowLog: FlowLog): void {
    const { clock, ids } = this.#cloud;
    for (const { interfaceId, events } of flowLog.recorder.flush(clock.now() - LATE_PACKETS_IN_MS)) {
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
    if (!this.#flowLogs.has(flowLog.id)) return;
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
