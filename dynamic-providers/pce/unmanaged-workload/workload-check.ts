import { Checks, properties, text } from "../../../core/checks";
import { isRecord, type JsonRecord } from "../../../core/checks/json";
import { hasUnknown, isUnknown } from "../../../core/checks/unknown";
import { CONSENT_RULES } from "../../../core/ownership/consent-rules";
import { checkIsNamed, WORKLOAD_RULES } from "../../../core/workloads/field-rules";
import { reportTaken } from "../../lifecycle/preview-create";
import type { CheckResult, RunContext } from "../../lifecycle/resource-provider";
import { checkLabelKeys, connectionOf } from "../system/common-checks";
import type { PceSystem } from "../system/pce-system";
import type { PceSystems } from "../system/pce-systems";
import { existingWorkload } from "./existing-workload";
import { planWorkload } from "./plan-workload";
import { warnOfMissingLabels } from "./preview-labels";
import { titleOf, type WorkloadInputs } from "./workload-state";

export async function checkWorkload(
  inputs: JsonRecord,
  systems: PceSystems,
  run: RunContext,
): Promise<CheckResult> {
  const checks = Checks.start({ isLater: isUnknown });
  const rules = { ...WORKLOAD_RULES, ...CONSENT_RULES, connection: text() };
  const checked = properties(inputs, rules, checks) as JsonRecord;
  checkIsNamed(inputs, checks);
  if (isRecord(checked["labels"])) {
    const keys = Object.keys(checked["labels"]).map((key) => ({ key, at: checks.at("labels").at(key) }));
    await checkLabelKeys(keys, () => systems.systemAtHand(connectionOf(checked)));
  }
  const { name, hostname, adopt, takeOverFrom, connection } = checked;
  if (!hasUnknown([hostname ?? name, adopt, takeOverFrom, connection])) {
    const create = {
      property: hostname === undefined ? "name" : "hostname",
      connection: connectionOf(checked),
      consent: checked as WorkloadInputs,
      existing: (system: PceSystem) => existingWorkload(system, checked as WorkloadInputs, run),
      isLeaving: ({ planned }: PceSystem, { href }: { href: string }) => planned.isLeaving(href),
    };
    await reportTaken(create, systems, run, checks);
  }
  if (run.previewsCreate && checks.problems.length === 0) {
    const wanted = checked as WorkloadInputs;
    await warnOfMissingLabels(titleOf(wanted), wanted, systems, run);
    planWorkload(wanted, undefined, systems, run);
  }
  return { inputs: checked, failures: checks.problems };
}
