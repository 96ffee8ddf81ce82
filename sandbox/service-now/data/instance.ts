import type { Random } from "../../http/random";
import type { InstanceClock } from "../clock";
import { builtInChoices, builtInTables, type ColumnSpec, systemColumns } from "./built-in-tables";
import { descendsFrom, isTable, lineage } from "./classes";
import { type Column, differs, labelOf, readValues, type Values } from "./column";

export interface StoredRecord {
  /** The table it was made in, which may extend the one it is found in. */
  readonly table: string;
  readonly values: Values;
}

export interface InstanceOptions {
  readonly clock: InstanceClock;
  readonly newId: () => string;
  /** For the order of records that no query asks for. */
  readonly random: Random;
}

/** The data of one instance: records by table. What columns a table has is itself data, in `sys_dictionary`. */
export class Instance {
  readonly clock: InstanceClock;
  /** System properties, such as `glide.invalid_query.returns_no_rows`. */
  readonly properties = new Map<string, string>();
  /** Payloads that identification could not take, which are kept and not written. */
  readonly incompletePayloads: unknown[] = [];
  /** Whether records come in another order each time, as far as a query asks for none. */
  readsInAnyOrder = false;
  readonly #newId: () => string;
  readonly #random: Random;
  readonly #records = new Map<string, Map<string, StoredRecord>>();
  readonly #columns = new Map<string, ReadonlyMap<string, Column>>();

  constructor({ clock, newId, random }: InstanceOptions) {
    this.clock = clock;
    this.#newId = newId;
    this.#random = random;
    for (const table of Object.keys(builtInTables)) this.#records.set(table, new Map());
    for (const [table, { columns, extends: parent }] of Object.entries(builtInTables)) {
      const own = parent === undefined ? { ...systemColumns, ...columns } : columns;
      for (const [column, spec] of Object.entries(own)) this.addColumn(table, column, spec);
    }
    for (const choice of builtInChoices) this.addChoice(...choice);
  }

  addColumn(table: string, column: string, spec: ColumnSpec): void {
    if (!isTable(table)) throw new RangeError(`the instance has no table '${table}'`);
    const [type, detail = ""] = spec.split(":");
    const values = {
      name: table,
      element: column,
      column_label: labelOf(column),
      internal_type: type!,
      reference: type === "reference" ? detail : "",
      max_length: type === "string" ? detail : "40",
      active: "true",
    };
    this.#add("sys_dictionary", values, "system");
  }

  addChoice(table: string, column: string, value: string, label = value): void {
    this.#add("sys_choice", { name: table, element: column, value, label, inactive: "false" }, "system");
  }

  labelOfTable(table: string): string {
    return builtInTables[table]?.label ?? table;
  }

  columns(table: string): ReadonlyMap<string, Column> {
    const known = this.#columns.get(table);
    if (known !== undefined) return known;
    const columns = new Map<string, Column>();
    for (const each of lineage(table).reverse()) {
      for (const { values } of this.#records.get("sys_dictionary")!.values()) {
        const { name, element = "", internal_type: type = "", reference = "", max_length: length } = values;
        if (name === each && element !== "")
          columns.set(element, { name: element, type, reference, maxLength: Number(length) || 40 });
      }
    }
    this.#columns.set(table, columns);
    return columns;
  }

  /** Records of the table and of those that extend it, oldest first. */
  *records(table: string): Generator<StoredRecord> {
    for (const [each, records] of this.#records) if (descendsFrom(each, table)) yield* records.values();
  }

  shuffled(records: readonly StoredRecord[]): StoredRecord[] {
    return records
      .map((record) => ({ record, place: this.#random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ record }) => record);
  }

  find(table: string, id: string): StoredRecord | undefined {
    for (const [each, records] of this.#records) {
      const record = descendsFrom(each, table) ? records.get(id) : undefined;
      if (record !== undefined) return record;
    }
    return undefined;
  }

  /** What names no column of the table is ignored, as are the columns that the instance fills in. */
  insert(table: string, values: Readonly<Record<string, unknown>>, by: string): StoredRecord {
    const class_ = classIn(table, values["sys_class_name"]) ?? table;
    return this.#add(class_, readValues(this.columns(class_), values), by);
  }

  #add(table: string, values: Values, by: string): StoredRecord {
    const now = this.clock.timestamp();
    const record = {
      table,
      values: {
        ...values,
        ...(descendsFrom(table, "cmdb_ci") ? { sys_class_name: table } : {}),
        sys_id: this.#newId(),
        sys_created_on: now,
        sys_created_by: by,
        sys_updated_on: now,
        sys_updated_by: by,
        sys_mod_count: "0",
      },
    };
    this.#put(record);
    return record;
  }

  /** A change that changes nothing is none: the record keeps its count and its time. */
  update(record: StoredRecord, values: Readonly<Record<string, unknown>>, by: string): StoredRecord {
    const class_ = classIn(lineage(record.table).at(-1)!, values["sys_class_name"]) ?? record.table;
    const wanted: Values = {
      ...record.values,
      ...readValues(this.columns(class_), values),
      ...(class_ === record.table ? {} : { sys_class_name: class_ }),
    };
    if (!differs(record.values, wanted)) return record;
    const after = {
      table: class_,
      values: {
        ...wanted,
        sys_updated_on: this.clock.timestamp(),
        sys_updated_by: by,
        sys_mod_count: String(Number(record.values["sys_mod_count"]) + 1),
      },
    };
    if (class_ !== record.table) this.delete(record);
    this.#put(after);
    return after;
  }

  wouldChange(record: StoredRecord, values: Readonly<Record<string, unknown>>): boolean {
    return differs(record.values, readValues(this.columns(record.table), values));
  }

  delete({ table, values }: StoredRecord): void {
    this.#records.get(table)!.delete(values["sys_id"]!);
    this.#forgetColumns(table);
  }

  #put(record: StoredRecord): void {
    this.#records.get(record.table)!.set(record.values["sys_id"]!, record);
    this.#forgetColumns(record.table);
  }

  #forgetColumns(table: string): void {
    if (table === "sys_dictionary") this.#columns.clear();
  }
}

const classIn = (table: string, class_: unknown): string | undefined =>
  typeof class_ === "string" && descendsFrom(class_, table) ? class_ : undefined;
