import type { PceOwnership } from "../system/external-reference";
import type { LabelHrefs, LabelValues } from "../system/label-sets";
import type { WorkloadField } from "./workload-fields";
import type { Interfaces } from "./workload-interfaces";

export type FieldValue = string | boolean | readonly string[];

export interface WorkloadInputs extends Readonly<Partial<Record<WorkloadField, FieldValue>>> {
  readonly interfaces?: Interfaces;
  readonly labels?: LabelValues;
  readonly exclusiveLabels?: boolean;
  readonly adopt?: boolean;
  readonly takeOverFrom?: string;
  readonly connection?: string;
}

export interface WorkloadState extends WorkloadInputs {
  readonly href: string;
  /** Whether a VEN was paired when last looked at. */
  readonly managed: boolean;
  /** Labels as they were last written, so that a label that someone else put there is never removed. */
  readonly labelHrefs: LabelHrefs;
  /** Absent in a state that was imported by hand; such a workload is never deleted. */
  readonly ownership?: PceOwnership;
  /** False while some of the inputs could not be written. */
  readonly complete?: boolean;
}

/** Name of a workload in messages. */
export function titleOf({ hostname, name }: WorkloadInputs, href = ""): string {
  return ["workload", hostname ?? name ?? "", href && `(${href})`].filter(Boolean).join(" ");
}
