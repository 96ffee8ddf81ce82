import { list, looksLike, object, type Rule, record, required, text } from "../checks";
import type { VmFilter } from "./onboarding-definition";

/** Longest name and value of a tag. @see Azure documentation, "Limitations of tags" */
const LONGEST_TAG_NAME = 512;
const LONGEST_TAG_VALUE = 256;

export const tagName = text({ longest: LONGEST_TAG_NAME });
export const tagText = text({ longest: LONGEST_TAG_VALUE, empty: true });

const subscription = looksLike(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "a GUID");
const subscriptions = list(required(subscription), { least: 1 });

const patterns = list(required(text({ longest: 90 })), { least: 1 });

/** Values by the names of tags; an empty list for any value. */
export const tagValues: Rule<Record<string, string[]>> = (value, checks) => {
  const read = record(
    list(required(tagText)),
    "an object with a list of values for each tag",
    tagNameProblem,
  )(value, checks);
  if (read !== undefined) {
    const twins = twinsWithoutCase(Object.keys(read));
    for (const name of twins)
      checks.at(name).fail("is the name of another tag too; case does not tell tags apart");
  }
  return read;
};

const parts = object(
  { tags: tagValues, names: patterns, resourceGroups: patterns, subscriptions },
  "{ tags, names, resourceGroups, subscriptions }",
);

export const vmFilter: Rule<VmFilter> = (value, checks) => {
  const read = parts(value, checks);
  if (read === undefined || checks.holdsLater(value)) return read;
  const isEmpty = Object.values(read).every((part) => !Array.isArray(part) && Object.keys(part).length === 0);
  const hasProblems = checks.problems.some(({ path }) => path.startsWith(checks.path));
  return isEmpty && !hasProblems
    ? checks.fail("matches every machine; name tags, names, resourceGroups or subscriptions, or leave it out")
    : read;
};

/** Names that equal an earlier one without case. */
export function twinsWithoutCase(names: readonly string[]): string[] {
  const lower = names.map((name) => name.toLowerCase());
  return names.filter((_, at) => lower.indexOf(lower[at]!) < at);
}

export function tagNameProblem(name: string): string | undefined {
  return name === "" || name.length > LONGEST_TAG_NAME
    ? `a tag name has 1 to ${LONGEST_TAG_NAME} characters`
    : undefined;
}
