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
