import { hasUnknown, isUnknown } from "../../../core/checks/unknown";
import type { RunContext } from "../../lifecycle/resource-provider";
import type { PceSystems } from "../system/pce-systems";
import type { PlannedWorkload } from "../system/planned-objects";
import { isRelabelled, workloadChanges } from "./workload-changes";
import { titleOf, type WorkloadInputs, type WorkloadState } from "./workload-state";

/** Notes for the rest of a preview what `up` will make of the workload, so that bindings can count it. */
export function planWorkload(
  inputs: WorkloadInputs,
  before: { readonly id: string; readonly state: WorkloadState } | undefined,
  systems: PceSystems,
  run: RunContext,
): void {
  if (!run.preview || hasUnknown(inputs.connection)) return;
  const state = before?.state;
  const system = systems.systemAtHand(inputs.connection);
  system?.planned.setWorkload(run.owner, {
    title: titleOf(inputs),
    ...(before && { href: before.id }),
    ...plannedChanges(inputs, state),
  });
}

/** Fields that decide which addresses a workload has. */
const OF_ADDRESSES = ["interfaces", "publicIp", "online", "ignoredInterfaceNames"] as const;

function plannedChanges(
  inputs: WorkloadInputs,
  state: WorkloadState | undefined,
): Pick<PlannedWorkload, "changes" | "labels" | "unknown"> {
  const known = Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => !hasUnknown(value)),
  ) as WorkloadInputs;
  const changes = workloadChanges(knownBefore(state, inputs), known);
  const wanted = Object.entries(isUnknown(inputs.labels) ? {} : (inputs.labels ?? {}));
  const labels = {
    wanted: Object.fromEntries(wanted.filter(([, value]) => !isUnknown(value))),
    written: state?.labelHrefs ?? {},
    exclusive: inputs.exclusiveLabels === true,
  };
  const unknown = unknownOf(inputs, state);
  return { changes, ...(isRelabelled(state, inputs) && { labels }), ...(unknown && { unknown }) };
}

function unknownOf(inputs: WorkloadInputs, state: WorkloadState | undefined): PlannedWorkload["unknown"] {
  if (hasUnknown([inputs.labels, inputs.exclusiveLabels])) return "labels";
  if (OF_ADDRESSES.some((field) => hasUnknown(inputs[field]))) return "addresses";
  return state === undefined && inputs.online === undefined ? "online" : undefined;
}

/** The old inputs without those whose new value is unknown. */
function knownBefore(state: WorkloadState | undefined, inputs: WorkloadInputs): WorkloadInputs {
  const unknown = Object.entries(inputs).filter(([, value]) => hasUnknown(value));
  return { ...state, ...Object.fromEntries(unknown.map(([name]) => [name, undefined])) } as WorkloadInputs;
}
