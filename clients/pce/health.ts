/** One PCE cluster, as `GET /health` lists it. */
export interface PceHealth {
  /** `normal`, `warning`, `critical` or `error`. */
  readonly status?: string;
  readonly type?: string;
  readonly fqdn?: string;
  readonly nodes?: readonly unknown[];
}
