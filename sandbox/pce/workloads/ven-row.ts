import type { Row } from "../table";

export interface VenRow extends Row {
  readonly name: string | null;
  readonly description: string | null;
  readonly hostname: string | null;
  readonly status: string;
  readonly version: string;
  readonly agentNumber: number;
  /** Href of the workload it runs on. */
  readonly workload: string;
}
