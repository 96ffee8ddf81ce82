import type { NewWorkload } from "../../../clients/pce";
import { sameJson } from "../../../core/checks/json";
import { hasUnknown } from "../../../core/checks/unknown";
import { IllumioIacError } from "../../../core/errors";
import { EMPTY, FIELD_NAMES, VEN_FIELDS, WORKLOAD_FIELDS, type WorkloadField } from "./workload-fields";
import { toPceInterfaces } from "./workload-interfaces";
import type { WorkloadInputs } from "./workload-state";

type Body = Record<string, unknown>;

/** Every field that the inputs name, as the PCE names it. Labels and ownership are added by the caller. */
export function workloadBody(inputs: WorkloadInputs): NewWorkload {
  return workloadChanges({}, inputs);
}

/**
 * The fields that differ between old and new inputs. A field that was removed from the program is emptied, where the
 * PCE has an empty value for it.
 */
export function workloadChanges(old: WorkloadInputs, inputs: WorkloadInputs): NewWorkload {
  const body: Body = {};
  for (const field of FIELD_NAMES) {
    if (sameJson(old[field], inputs[field])) continue;
    const value = inputs[field] ?? EMPTY[field];
    if (value !== undefined) body[WORKLOAD_FIELDS[field]] = value;
  }
  if (!sameJson(old.interfaces, inputs.interfaces))
    body["interfaces"] = toPceInterfaces(inputs.interfaces ?? {});
  return body;
}

/** Whether the labels are to be written: they differ, or what was written last is not known. */
export function isRelabelled(
  old: (WorkloadInputs & { readonly complete?: boolean }) | undefined,
  inputs: WorkloadInputs,
): boolean {
  if (old === undefined || old.complete === false) return true;
  const exclusive = inputs.exclusiveLabels === true;
  return !sameJson(old.labels, inputs.labels) || exclusive !== (old.exclusiveLabels === true);
}

/** Drops what the PCE refuses for a managed workload. */
export function withoutVenFields(body: NewWorkload): NewWorkload {
  return Object.fromEntries(Object.entries(body).filter(([field]) => !VEN_PCE_FIELDS.includes(field)));
}

/** Fields of the body that the PCE refuses for a managed workload, as the program names them. */
export function venFieldsOf(body: NewWorkload): string[] {
  return VEN_FIELDS.filter((_, index) => VEN_PCE_FIELDS[index]! in body);
}

const VEN_PCE_FIELDS: readonly string[] = VEN_FIELDS.map(
  (field) => WORKLOAD_FIELDS[field as WorkloadField] ?? field,
);

/**
 * Inputs that differ although only the VEN may change them now. An input that was removed from the program counts as
 * unchanged.
 */
export function venChanges(old: WorkloadInputs, inputs: WorkloadInputs): string[] {
  const read = (from: WorkloadInputs, field: string) => (from as Body)[field];
  return VEN_FIELDS.filter((field) => {
    const wanted = read(inputs, field);
    return wanted !== undefined && !hasUnknown(wanted) && !sameJson(read(old, field), wanted);
  });
}

/** @throws IllumioIacError when the inputs change what only the VEN may change */
export function refuseVenChanges(what: string, old: WorkloadInputs, inputs: WorkloadInputs): void {
  const fields = venChanges(old, inputs);
  if (fields.length > 0) throw new IllumioIacError(venReason(what, fields));
}

export function venReason(what: string, fields: readonly string[]): string {
  return (
    `${what} has been paired with a VEN, which reports ${fields.join(", ")} itself; the PCE takes them from nobody ` +
    "else. Take the change back, or leave them out of the program; labels, name, description and enforcement can " +
    "still be changed"
  );
}
