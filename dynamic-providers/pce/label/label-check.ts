import { Checks, properties, text } from "../../../core/checks";
import type { JsonRecord } from "../../../core/checks/json";
import { hasUnknown, isUnknown } from "../../../core/checks/unknown";
import { LABEL_RULES } from "../../../core/labels/label-rules";
import { CONSENT_RULES } from "../../../core/ownership/consent-rules";
import { reportTaken } from "../../lifecycle/preview-create";
import type { CheckResult, RunContext } from "../../lifecycle/resource-provider";
import { checkLabelKeys, connectionOf } from "../system/common-checks";
import type { PceSystem } from "../system/pce-system";
import type { PceSystems } from "../system/pce-systems";
import { existingLabel } from "./existing-label";
import type { LabelInputs } from "./label-state";

const RULES = { ...LABEL_RULES, ...CONSENT_RULES, connection: text() };

export async function checkLabel(
  inputs: JsonRecord,
  systems: PceSystems,
  run: RunContext,
): Promise<CheckResult> {
  const checks = Checks.start({ isLater: isUnknown });
  const checked = properties(inputs, RULES, checks);
  if (checked.key !== undefined) {
    const keys = [{ key: checked.key, at: checks.at("key") }];
    await checkLabelKeys(keys, () => systems.systemAtHand(connectionOf(checked)));
  }
  const wanted = checked as unknown as LabelInputs;
  if (run.preview && !hasUnknown([wanted.key, wanted.value, wanted.connection]))
    systems.systemAtHand(connectionOf(checked))?.planned.addLabel(wanted.key, wanted.value);
  if (!hasUnknown(checked)) {
    const create = {
      property: "value",
      connection: connectionOf(checked),
      consent: wanted,
      existing: (system: PceSystem) => existingLabel(system, wanted, run),
      isLeaving: ({ planned }: PceSystem, { href }: { href: string }) => planned.isLeaving(href),
    };
    await reportTaken(create, systems, run, checks);
  }
  return { inputs: checked, failures: checks.problems };
}
