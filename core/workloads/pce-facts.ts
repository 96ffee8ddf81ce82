import type { LabelFacts } from "../labels/label-expression";
import type { WorkloadFact } from "./workload-fact";

/** Labels and workloads of a PCE. */
export interface PceFacts extends LabelFacts {
  readonly workloads: readonly WorkloadFact[];
}
