import { Checks, flag, properties, type Rule, record, text } from "../../../core/checks";
import { isRecord, type JsonRecord } from "../../../core/checks/json";
import { hasUnknown, isUnknown } from "../../../core/checks/unknown";
import { reportTaken } from "../../lifecycle/preview-create";
import type { CheckResult, RunContext } from "../../lifecycle/resource-provider";
import { checkLabelKeys, connectionOf, ownerText } from "../system/common-checks";
import type { PceSystem } from "../system/pce-system";
import type { PceSystems } from "../system/pce-systems";
import { existingWorkload } from "./existing-workload";
import { planWorkload } from "./plan-workload";
import { warnOfMissingLabels } from "./preview-labels";
import { FIELD_RULES } from "./workload-fields";
import { interfaces } from "./workload-interfaces";
import { titleOf, type WorkloadInputs } from "./workload-state";

const labelValue: Rule<string> = (value, checks) =>
  Array.isArray(value)
    ? checks.fail(`a workload carries one label of a key, got ${value.length}`)
    : text()(value, checks);

const labels = record(labelValue, "a record from label key to label value", (key) =>
  key === "" || key.length > 64 ? "a label key has 1 to 64 characters" : undefined,
);

export async function checkWorkload(
  inputs: JsonRecord,
  systems: PceSystems,
  run: RunContext,
): Promise<CheckResult> {
  const checks = Checks.start({ isLater: isUnknown });
  const rules = {
    ...FIELD_RULES,
    interfaces,
    labels,
    exclusiveLabels: flag(),
    adopt: flag(),
    takeOverFrom: ownerText,
    connection: text(),
  };
  const checked = properties(inputs, rules, checks) as JsonRecord;
  if (isAbsent(inputs["name"]) && isAbsent(inputs["hostname"])) {
    checks.at("name").fail("is missing; a workload needs a name or a hostname");
  }
  if (isRecord(checked["labels"])) {
    const keys = Object.keys(checked["labels"]).map((key) => ({ key, at: checks.at("labels").at(key) }));
    await checkLabelKeys(keys, () => systems.systemAtHand(connectionOf(checked)));
  }
  const { name, hostname, adopt, takeOverFrom, connection } = checked;
  if (!hasUnknown([name, hostname, adopt, takeOverFrom, connection])) {
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

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
