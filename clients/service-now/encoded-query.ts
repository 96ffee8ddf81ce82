import { IllumioIacError } from "../../core/errors";

/** What the value of a column has to be, or to be one of. */
export type Condition =
  | { readonly column: string; readonly is: string }
  | { readonly column: string; readonly isOneOf: readonly string[] };

/**
 * Conditions that all have to hold, as an encoded query in the order of `sys_id`, without which pages repeat and skip rows.
 *
 * @throws IllumioIacError for a column or a value that cannot stand in a query
 */
export function encodedQuery(conditions: readonly Condition[]): string {
  return [...conditions.map(encoded), "ORDERBYsys_id"].join("^");
}

/** Why a value cannot stand in a query; undefined when it can. @param inList whether beside others, with commas between */
export function queryValueProblem(value: string, inList: boolean): string | undefined {
  if (value === "") return "is empty, which would find every record without a value";
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) return "holds a control character";
  // The instance runs what follows as a script.
  if (/javascript:/i.test(value)) return "holds 'javascript:', which the instance would run";
  if (inList && value.includes(",")) return "holds a comma, which separates values of a list";
  return value.length > 255 ? "has more than 255 characters" : undefined;
}

function encoded(condition: Condition): string {
  const { column } = condition;
  if (!isColumn(column))
    throw new IllumioIacError(
      `'${column}' is no name of a column: lower case letters, digits and underscores`,
    );
  if ("is" in condition) return `${column}=${value(column, condition.is, false)}`;
  return `${column}IN${condition.isOneOf.map((one) => value(column, one, true)).join(",")}`;
}

function value(column: string, text: string, inList: boolean): string {
  const problem = queryValueProblem(text, inList);
  if (problem !== undefined)
    throw new IllumioIacError(`The value '${text}' of ${column} cannot be looked for: it ${problem}`);
  return text.replaceAll("^", "^^");
}

export function isColumn(name: string): boolean {
  return /^[a-z][a-z0-9_]{0,79}$/.test(name);
}
