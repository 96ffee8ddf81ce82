import { checkProperties, flag, text, type ValueCheck } from "../engine/input-check";
import type { JsonRecord } from "../engine/json";
import type { CheckFailure, CheckResult } from "../engine/resource-provider";
import { checkLabelKeys } from "./label-keys";
import type { PceSystems } from "./pce-systems";

/** The PCE keeps these for itself (PCE documentation, "Labels"). */
const RESERVED = ["All Applications", "All Environments", "All Locations"];

const value: ValueCheck = (item, path, fail) => {
  if (RESERVED.includes(item as string)) return fail(`'${item}' is reserved by the PCE`);
  return text()(item, path, fail);
};

const RULES = { key: text({ longest: 64 }), value, adopt: flag(), connection: text() };

export async function checkLabel(inputs: JsonRecord, systems: PceSystems): Promise<CheckResult> {
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
  return { inputs: checked, failures };
}

export function connectionOf({ connection }: JsonRecord): string | undefined {
  return typeof connection === "string" ? connection : undefined;
}
