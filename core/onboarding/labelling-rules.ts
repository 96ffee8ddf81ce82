import { list, object, type Rule, record, required } from "../checks";
import { isRecord } from "../checks/json";
import { LABEL_RULES, labelKeyProblem } from "../labels/label-rules";
import { tagName, tagNameProblem, tagText, twinsWithoutCase } from "./filter-rules";
import type { LabelRule, LabelSource } from "./onboarding-definition";

const labelValue = LABEL_RULES.value;
const valueOrNone: Rule<string> = (value, checks) => labelValue(value, checks);

const sourceParts = object(
  {
    tags: required(list(required(tagName)), "name the tags that give the value"),
    values: record(labelValue, "an object from the value of a tag to the value of the label"),
    default: valueOrNone,
  },
  "{ tags, values, default }",
);

const labelSource: Rule<LabelSource> = (value, checks) => {
  const read = sourceParts(value, checks);
  if (!isRecord(value) || read === undefined) return read;
  const isEmpty = Array.isArray(value["tags"]) && value["tags"].length === 0;
  if (isEmpty && (value["default"] ?? undefined) === undefined)
    return checks.fail("gives no value; name tags, or a default");
  return read;
};

const KEYED = "an object with a property for each key of a label";

/** Rule of `labels`. */
export const labels = record(required(labelSource), KEYED, labelKeyProblem);

const when: Rule<Record<string, string>> = (value, checks) => {
  const read = record(required(tagText), "an object from tag to value", tagNameProblem)(value, checks);
  if (read === undefined) return read;
  if (isRecord(value) && Object.keys(value).length === 0)
    return checks.fail("matches every machine; name a tag, or write the label as a default in labels");
  for (const name of twinsWithoutCase(Object.keys(read)))
    checks.at(name).fail("is the name of another tag too; case does not tell tags apart");
  return read;
};

const given: Rule<Record<string, string>> = (value, checks) => {
  const read = record(labelValue, KEYED, labelKeyProblem)(value, checks);
  return isRecord(value) && Object.keys(value).length === 0
    ? checks.fail("must give at least one label")
    : read;
};

const labelRule: Rule<LabelRule> = object(
  {
    when: required(when, "say which tags a machine needs"),
    labels: required(given, "say which labels such a machine gets"),
  },
  "{ when, labels }",
);

/** Rule of `rules`. */
export const labelRules = record(required(labelRule), "an object with a property for each rule", (name) =>
  /^[\w-]{1,64}$/.test(name) ? undefined : "must have 1 to 64 letters, digits, hyphens and underscores",
);

/** Rule of `criticalLabels`. */
export const criticalLabels = record(
  required(list(labelValue, { least: 1 })),
  "an object with a list of values for each key of a label",
  labelKeyProblem,
);
