export interface FlowUploadResult {
  /** Lines that the PCE says it received. */
  readonly received: number;
  /** Lines that it refused. The call still succeeds: look here. */
  readonly failed: number;
  /** The refused lines, in whatever form the PCE returned them; may be shorter than `failed`. */
  readonly failedFlows: readonly string[];
}
