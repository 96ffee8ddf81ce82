import type { Workload } from "../../clients/pce";
import { checkProperties, flag, kindOf, memberPath, text, type ValueCheck } from "../engine/input-check";
import { isRecord, type JsonRecord } from "../engine/json";
import type { CheckFailure, CheckResult, RunContext } from "../engine/resource-provider";
import { hasUnknown, isUnknown } from "../engine/unknown";
import { connectionOf } from "./label-check";
import { checkLabelKeys } from "./label-keys";
import type { PceSystem } from "./pce-system";
import type { PceSystems } from "./pce-systems";
import { reportTaken } from "./preview-create";
import { warnOfMissingLabels } from "./preview-labels";
import { findExisting, titleOf } from "./workload-create";
import { FIELD_RULES } from "./workload-fields";
import { interfacesCheck } from "./workload-interfaces";
import type { WorkloadInputs } from "./workload-state";

const labels: ValueCheck = (value, path, fail) => {
  if (!isRecord(value)) return fail(`must be a record from label key to label value, got ${kindOf(value)}`);
  const checked: JsonRecord = {};
  for (const [key, item] of Object.entries(value)) {
    const at = memberPath(path, key);
    if (item === null || item === undefined) continue;
    if (key === "" || key.length > 64) fail("a label key has 1 to 64 characters", at);
    if (Array.isArray(item)) fail(`a workload carries one label of a key, got ${item.length}`, at);
    else checked[key] = isUnknown(item) ? item : text()(item, at, (reason) => fail(reason, at));
  }
  return checked;
};

export async function checkWorkload(
  inputs: JsonRecord,
  systems: PceSystems,
  run: RunContext,
): Promise<CheckResult> {
  const failures: CheckFailure[] = [];
  const rules = {
    ...FIELD_RULES,
    interfaces: interfacesCheck(failures),
    labels,
    exclusiveLabels: flag(),
    adopt: flag(),
    connection: text(),
  };
  const checked = checkProperties(inputs, rules, failures);
  if (isAbsent(inputs["name"]) && isAbsent(inputs["hostname"])) {
    failures.push({ property: "name", reason: "is missing; a workload needs a name or a hostname" });
  }
  if (isRecord(checked["labels"])) {
    const keys = Object.keys(checked["labels"]).map((key) => ({ key, property: memberPath("labels", key) }));
    await checkLabelKeys(keys, () => systems.systemAtHand(connectionOf(checked)), failures);
  }
  const { name, hostname, adopt, connection } = checked;
  if (!hasUnknown([name, hostname, adopt, connection])) {
    const create = {
      property: hostname === undefined ? "name" : "hostname",
      connection: connectionOf(checked),
      adopt: adopt === true,
      find: (system: PceSystem) => findExisting(system, checked as WorkloadInputs, run.owner),
      nameOf: ({ href }: Workload) => titleOf(checked as WorkloadInputs, href),
    };
    if (run.previewsCreate) systems.previewed.newWorkloads.add(String(name ?? hostname));
    await reportTaken(create, systems, run, failures);
  }
  if (run.previewsCreate && failures.length === 0) {
    const wanted = checked as WorkloadInputs;
    await warnOfMissingLabels(titleOf(wanted), wanted, systems, run);
  }
  return { inputs: checked, failures };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
