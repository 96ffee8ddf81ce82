import { builtInTables } from "./built-in-tables";

export const isTable = (name: string): boolean => Object.hasOwn(builtInTables, name);

/** The table and those it extends, nearest first. */
export function lineage(table: string): string[] {
  const parent = builtInTables[table]?.extends;
  return parent === undefined ? [table] : [table, ...lineage(parent)];
}

export const descendsFrom = (table: string, ancestor: string): boolean =>
  isTable(table) && lineage(table).includes(ancestor);
