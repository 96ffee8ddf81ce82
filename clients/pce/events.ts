import { Checks } from "../../core/checks";
import { refuseSettings } from "../settings/refuse-settings";
import { collection } from "./collection";
import type { ListOptions } from "./objects";
import type { PceApi } from "./pce-api";
import { pointInTime } from "./point-in-time";
import { type Expected, object, optional, text, time } from "./shapes";

export interface EventFilter {
  /** For example `label.create` or `workloads.bulk_update`. */
  readonly event_type?: string;
  readonly severity?: "err" | "warning" | "info";
  readonly status?: "success" | "failure";
  readonly created_by?: string;
  /** Events at or after this time. */
  readonly since?: Date | string;
  /** Events at or before this time. */
  readonly until?: Date | string;
  /** Number of events, at most 500; the newest come first. */
  readonly max_results?: number;
}

export interface PceEvent {
  readonly href: string;
  readonly event_type: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly severity?: string;
  readonly status?: string | null;
  readonly pce_fqdn?: string;
  /** Exactly one key: `user`, `agent`, `container_cluster` or `system`. */
  readonly created_by?: Readonly<Record<string, unknown>>;
  readonly action?: Readonly<Record<string, unknown>> | null;
  readonly resource_changes?: readonly unknown[];
  readonly notifications?: readonly unknown[];
}

const EVENT: Expected = {
  what: "events",
  shape: object({ href: text, event_type: text, timestamp: time, status: optional(text) }),
};

export function listEvents(api: PceApi, filter: EventFilter, options: ListOptions): AsyncGenerator<PceEvent> {
  const { since, until, ...others } = filter;
  const checks = Checks.start();
  const from = checks.at("since").read(since, pointInTime());
  const to = checks.at("until").read(until, pointInTime());
  refuseSettings("events", checks);
  const query = {
    ...others,
    ...(from !== undefined && { "timestamp[gte]": from }),
    ...(to !== undefined && { "timestamp[lte]": to }),
  };
  return collection<PceEvent>(api, api.org("events"), query, options, EVENT);
}
