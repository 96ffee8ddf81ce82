export interface LogEvent {
  /** 56 digits, the same in every delivery. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

export interface NewLogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  /** In time order. */
  events: LogEvent[];
}

export interface SubscriptionSettings {
  readonly name: string;
  readonly pattern: string;
  readonly destinationArn: string;
}

/** A filter to which a group offers its events. */
export interface LogFilter {
  change(settings: SubscriptionSettings): void;
  offer(stream: string, events: readonly LogEvent[]): void;
}

export interface LogGroup {
  readonly name: string;
  /** Without the `:*` that policies on its streams end in. */
  readonly arn: string;
  readonly createdAt: number;
  /** Undefined keeps events for ever. */
  retentionInDays: number | undefined;
  readonly streams: Map<string, LogStream>;
  readonly filters: Map<string, LogFilter>;
}

const DAY_IN_MS = 86_400_000;

/** Removes events that are older than the retention. */
export function expireEvents(group: LogGroup, now: number): void {
  if (group.retentionInDays === undefined) return;
  const oldest = now - group.retentionInDays * DAY_IN_MS;
  for (const stream of group.streams.values()) {
    if ((stream.events[0]?.timestamp ?? now) < oldest) {
      stream.events = stream.events.filter(({ timestamp }) => timestamp >= oldest);
    }
  }
}
