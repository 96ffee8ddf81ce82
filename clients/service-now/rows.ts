import { isRecord, type JsonRecord } from "../../core/checks/json";
import { IllumioIacError } from "../../core/errors";
import type { Condition } from "./encoded-query";

/** A record as the Table API shows it: texts by column, an empty one where there is no value. */
export type ServiceNowRow = Readonly<Record<string, string>>;

/** Every `sys_id` is one. */
export function isSysId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{32}$/.test(value);
}

/**
 * Reads a record of an answer. It has to have every column that was asked for: the instance leaves out those that it does
 * not know.
 *
 * @throws IllumioIacError that names the column
 */
export function readRow(value: unknown, table: string, columns: readonly string[]): ServiceNowRow {
  if (!isRecord(value))
    throw new IllumioIacError(`ServiceNow answered with a record of ${table} that is no object`);
  const row: Record<string, string> = {};
  for (const column of columns) {
    const text = textOf(value, column);
    if (text === undefined)
      throw new IllumioIacError(
        `ServiceNow shows no column ${column} of ${table}: the table has no such column (one of a table that extends it ` +
          "does not count), or the user may not read it. Correct its name in the settings, or have an administrator add it",
      );
    row[column] = text;
  }
  if (columns.includes("sys_id") && !isSysId(row["sys_id"]))
    throw new IllumioIacError(`ServiceNow answered with a record of ${table} without a sys_id`);
  return row;
}

/**
 * Refuses a record that was not asked for. The instance ignores a condition on a column that it does not know, and then
 * answers with every record.
 *
 * @throws IllumioIacError that names the column
 */
export function checkRow(row: ServiceNowRow, table: string, conditions: readonly Condition[]): void {
  for (const condition of conditions)
    if (!satisfies(row, condition))
      throw new IllumioIacError(
        `ServiceNow answered with the record ${row["sys_id"]} of ${table}, whose ${condition.column} is ` +
          `'${row[condition.column]}', which was not asked for: it ignored the condition on ${condition.column}. ` +
          "Nothing of the answer was used; look at the name of the column in the settings",
      );
}

/** Whether a row is as a condition says. The instance compares texts in any case. */
function satisfies(row: ServiceNowRow, condition: Condition): boolean {
  const value = (row[condition.column] ?? "").toLowerCase();
  const wanted = "is" in condition ? [condition.is] : condition.isOneOf;
  return wanted.some((one) => one.toLowerCase() === value);
}

/** A value as text; a reference is its sys_id. */
function textOf(row: JsonRecord, column: string): string | undefined {
  const value = Object.hasOwn(row, column) ? row[column] : undefined;
  const plain = isRecord(value) ? value["value"] : value;
  if (plain === null) return "";
  return ["string", "number", "boolean"].includes(typeof plain) ? String(plain) : undefined;
}
