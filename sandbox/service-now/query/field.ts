import type { Column, Values } from "../data/column";
import type { Instance } from "../data/instance";

/** A field that a query or a list of fields names, also through references: `manufacturer.name`. */
export interface Field {
  readonly column: Column;
  /** The table that has the column. */
  readonly table: string;
  valueOf(values: Values): string;
}

/** @returns undefined for a field that there is not */
export function findField(instance: Instance, table: string, path: string): Field | undefined {
  const [name, ...further] = path.split(".");
  const column = instance.columns(table).get(name!);
  if (column === undefined) return undefined;
  const own = (values: Values): string => values[name!] ?? "";
  if (further.length === 0) return { column, table, valueOf: own };
  if (column.reference === "") return undefined;
  const target = findField(instance, column.reference, further.join("."));
  return (
    target && {
      ...target,
      valueOf(values) {
        const record = instance.find(column.reference, own(values));
        return record === undefined ? "" : target.valueOf(record.values);
      },
    }
  );
}
