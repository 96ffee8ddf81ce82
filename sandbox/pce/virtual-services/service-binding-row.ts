import type { Reference, Row } from "../table";

export const SERVICE_BINDINGS = "service_bindings";

export interface ServiceBindingRow extends Row {
  /** Active href. */
  readonly virtual_service: Reference;
  /** One of the two is set. */
  readonly workload: Reference | null;
  readonly container_workload: Reference | null;
  readonly port_overrides: readonly object[];
  readonly external_data_set: string | null;
  readonly external_data_reference: string | null;
}
