import type { Label } from "../../../clients/pce";
import type { Existing } from "../../lifecycle/create-or-take";
import type { RunContext } from "../../lifecycle/resource-provider";
import { PCE_MARKS } from "../system/external-reference";
import { differsInCase, warnOfNear } from "../system/near-match";
import { labelIndexKey, type PceSystem } from "../system/pce-system";
import { type LabelInputs, nameOf } from "./label-state";

/** The existing label for one that is to be created: of the same key and exactly the same value. */
export function existingLabel(system: PceSystem, inputs: LabelInputs, run: RunContext): Existing<Label> {
  const { key, value, adopt } = inputs;
  return {
    kind: "Label",
    marks: PCE_MARKS,
    nameOf,
    find: async () => (await system.labels.find("keyValue", labelIndexKey(key, value)))[0],
    warnOfNear: async () => {
      if (adopt !== true) return;
      const near = (await system.labels.all()).filter(
        (label) => label.key === key && differsInCase(label.value, value),
      );
      const list = near.map((label) => `${label.key}=${label.value} (${label.href})`);
      warnOfNear(nameOf(inputs), "value", list, run);
    },
  };
}
