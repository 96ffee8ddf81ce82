import { labelProvider } from "../../pce/label/label.provider";
import type { LabelInputs, LabelState } from "../../pce/label/label-state";
import type { ObjectKind } from "./object-kind";

export const LABEL_KIND: ObjectKind<LabelInputs, LabelState> = {
  name: "Label",
  provider: labelProvider,
  fields: { key: "text", value: "text", adopt: "flag", takeOverFrom: "text" },
  stateOf: async (known, inputs) => ({ ...inputs, ...known }),
  attributes: ({ href, key, value }) => ({ href, key, value }),
};
