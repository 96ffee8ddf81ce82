import { object, type Rule, record, required, textSet, where } from "../checks";
import type { LabelExpression } from "./label-expression";

const term = where(
  object({ anyOf: textSet(), groups: textSet(), noneOf: textSet() }, "an object such as { anyOf: [db] }"),
  (found) =>
    Object.values(found).every((values) => values.length === 0)
      ? "names no value; give anyOf, groups or noneOf at least one"
      : undefined,
);

/** A label expression as a user writes it; one without a key matches every workload, so who allows it says so. */
export const labelExpression: Rule<LabelExpression> = record(
  required(term),
  "an object with a property for each label key",
);
