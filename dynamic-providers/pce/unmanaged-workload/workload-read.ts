import type { Workload } from "../../../clients/pce";
import { isManaged } from "../../../core/workloads/workload-fact";
import type { PceSystem } from "../system/pce-system";
import {
  comparableAddress,
  FIELD_NAMES,
  VEN_FIELDS,
  WORKLOAD_FIELDS,
  type WorkloadField,
} from "./workload-fields";
import { fromPceInterfaces } from "./workload-interfaces";
import { presentLabels } from "./workload-labels";
import type { FieldValue, WorkloadInputs } from "./workload-state";

/**
 * The declared properties with the values that the PCE has now. Properties that the program does not manage, and those
 * that a VEN reports by itself, are left out.
 */
export async function liveInputs(
  system: PceSystem,
  workload: Workload,
  declared: WorkloadInputs,
  managed = isManaged(workload),
): Promise<WorkloadInputs> {
  const live: Record<string, unknown> = {};
  for (const field of FIELD_NAMES) {
    const value = declared[field];
    if (value === undefined) continue;
    live[field] = managed && VEN_FIELDS.includes(field) ? value : liveField(workload, field, value);
  }
  if (declared.interfaces) {
    live["interfaces"] = managed
      ? declared.interfaces
      : fromPceInterfaces(workload.interfaces ?? [], declared.interfaces);
  }
  if (declared.labels || declared.exclusiveLabels) {
    const labels = await liveLabels(system, workload, declared);
    if (declared.labels || Object.keys(labels).length > 0) live["labels"] = labels;
  }
  for (const key of ["exclusiveLabels", "adopt", "takeOverFrom", "connection"] as const)
    live[key] = declared[key];
  return live as WorkloadInputs;
}

function liveField(workload: Workload, field: WorkloadField, declared: FieldValue): FieldValue | undefined {
  const value = workload[WORKLOAD_FIELDS[field]] as FieldValue | null | undefined;
  const isEmpty = declared === "" || (Array.isArray(declared) && declared.length === 0);
  if (value === undefined || value === null || value === "") return isEmpty ? declared : undefined;
  if (Array.isArray(value)) return [...value].sort();
  return field === "publicIp" ? comparableAddress(value as string) : value;
}

async function liveLabels(
  system: PceSystem,
  workload: Workload,
  declared: WorkloadInputs,
): Promise<Record<string, string>> {
  const present = await presentLabels(system, workload.labels ?? []);
  const reported = Object.entries(present).filter(
    ([key]) => declared.exclusiveLabels || Object.hasOwn(declared.labels ?? {}, key),
  );
  return Object.fromEntries(reported.map(([key, { value }]) => [key, value]));
}
