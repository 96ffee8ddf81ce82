import { type ColumnType, freeName, missingValue, type Row, type Table } from "./table";

/** The rows of both. A column of one name and another type stands beside, with its type in its name. */
export function united(left: Table, right: Table): Table {
  const columns = new Map(left.columns);
  const names = new Map<string, string>();
  for (const [name, type] of right.columns) {
    const clashes = columns.has(name) && columns.get(name) !== type;
    const own = clashes ? freeName(columns, `${name}_${type}`) : name;
    columns.set(own, type);
    names.set(name, own);
  }
  const renamed = right.rows.map((row) =>
    Object.fromEntries([...names].map(([name, own]) => [own, row[name] ?? null])),
  );
  return { columns, rows: [...left.rows, ...renamed].map((row) => filled(row, columns)) };
}

function filled(row: Row, columns: ReadonlyMap<string, ColumnType>): Row {
  return Object.fromEntries([...columns].map(([name, type]) => [name, row[name] ?? missingValue(type)]));
}
