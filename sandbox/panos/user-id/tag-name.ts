const LONGEST = 127;

/** Why a device refuses to register this tag, or undefined (facts §5.1). */
export function tagNameProblem(tag: string): string | undefined {
  if (tag === "") return "is empty";
  if (tag.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (/['"]/.test(tag)) return "contains a quote";
  if (/ {2}/.test(tag)) return "contains consecutive spaces";
  if (/^(and|or|not)$/i.test(tag)) return "is a reserved word";
  return undefined;
}
