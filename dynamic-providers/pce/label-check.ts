import type { Label } from "../../clients/pce";
import { checkProperties, flag, text, type ValueCheck } from "../engine/input-check";
import type { JsonRecord } from "../engine/json";
import type { CheckFailure, CheckResult, RunContext } from "../engine/resource-provider";
import { hasUnknown } from "../engine/unknown";
import { checkLabelKeys } from "./label-keys";
import type { LabelInputs } from "./label-state";
import { labelIndexKey, type PceSystem } from "./pce-system";
import type { PceSystems } from "./pce-systems";
import { reportTaken } from "./preview-create";

/** The PCE keeps these for itself (PCE documentation, "Labels"). */
const RESERVED = ["All Applications", "All Environments", "All Locations"];

const value: ValueCheck = (item, path, fail) => {
  if (RESERVED.includes(item as string)) return fail(`'${item}' is reserved by the PCE`);
  return text()(item, path, fail);
};

const RULES = { key: text({ longest: 64 }), value, adopt: flag(), connection: text() };

export async function checkLabel(
  inputs: JsonRecord,
  systems: PceSystems,
  run: RunContext,
): Promise<CheckResult> {
  const failures: CheckFailure[] = [];
  const checked = checkProperties(inputs, RULES, failures);
  for (const property of ["key", "value"]) {
    if (inputs[property] === undefined || inputs[property] === null)
      failures.push({ property, reason: "is missing" });
  }
  if (typeof checked["key"] === "string") {
    const keys = [{ key: checked["key"], property: "key" }];
    await checkLabelKeys(keys, () => systems.systemAtHand(connectionOf(checked)), failures);
  }
  if (!hasUnknown(checked)) {
    const { key, value: wanted, adopt } = checked as unknown as LabelInputs;
    if (run.preview) systems.previewed.labels.add(`${key}=${wanted}`);
    const create = {
      property: "value",
      connection: connectionOf(checked),
      adopt: adopt === true,
      find: async (system: PceSystem) =>
        (await system.labels.find("keyValue", labelIndexKey(key, wanted)))[0],
      nameOf: (label: Label) => `label ${label.key}=${label.value}`,
    };
    await reportTaken(create, systems, run, failures);
  }
  return { inputs: checked, failures };
}

export function connectionOf({ connection }: JsonRecord): string | undefined {
  return typeof connection === "string" ? connection : undefined;
}
