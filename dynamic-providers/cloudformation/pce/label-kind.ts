import { labelProvider } from "../../pce/label/label.provider";
import type { LabelInputs, LabelState } from "../../pce/label/label-state";
import { labelIndexKey } from "../../pce/system/pce-system";
import { exchangeValuesIfUsed } from "./exchange-values";
import type { ObjectKind } from "./object-kind";

export const LABEL_KIND: ObjectKind<LabelInputs, LabelState> = {
  name: "Label",
  provider: labelProvider,
  fields: { key: "text", value: "text", adopt: "flag", takeOverFrom: "text" },
  stateOf: async (known, inputs) => ({ ...inputs, ...known }),
  isSameName: (one, other) => one.key === other.key && one.value === other.value,
  uniqueNames: {
    holder: async ({ key, value }, system) =>
      (await system.labels.find("keyValue", labelIndexKey(key, value)))[0],
    exchangeIfUsed: exchangeValuesIfUsed,
  },
  attributes: ({ href, key, value }) => ({ href, key, value }),
};
