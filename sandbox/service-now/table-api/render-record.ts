import { lineage } from "../data/classes";
import type { Instance, StoredRecord } from "../data/instance";
import { type Field, findField } from "../query/field";

export interface RenderOptions {
  /** Names of fields; undefined for all. */
  readonly fields: readonly string[] | undefined;
  readonly displayValue: "false" | "true" | "all";
  readonly excludeLinks: boolean;
  /** `https://host:port` of the links. */
  readonly origin: string;
}

/** Reads `sysparm_fields`, `sysparm_display_value` and `sysparm_exclude_reference_link`. */
export function renderOptions(query: URLSearchParams, origin: string): RenderOptions {
  const display = query.get("sysparm_display_value") ?? "false";
  const names = (query.get("sysparm_fields") ?? "").split(",").map((name) => name.trim());
  const fields = names.filter((name) => name !== "");
  return {
    fields: fields.length === 0 ? undefined : fields,
    displayValue: display === "true" || display === "all" ? display : "false",
    excludeLinks: query.get("sysparm_exclude_reference_link") === "true",
    origin,
  };
}

/**
 * A record as an answer shows it: the columns of the table that was asked for. Fields that there are not are left out.
 *
 * UNCONFIRMED: that they are, and that it is the columns of the table that was asked for and not those of the record's own.
 */
export function renderRecord(
  instance: Instance,
  table: string,
  { values }: StoredRecord,
  options: RenderOptions,
): Record<string, unknown> {
  const names = options.fields ?? [...instance.columns(table).keys()].sort();
  const shown: Record<string, unknown> = {};
  for (const name of names) {
    const field = findField(instance, table, name);
    if (field !== undefined) shown[name] = renderField(instance, field, field.valueOf(values), options);
  }
  return shown;
}

function renderField(instance: Instance, field: Field, value: string, options: RenderOptions): unknown {
  const { displayValue, excludeLinks, origin } = options;
  const { reference } = field.column;
  const link =
    reference === "" || value === "" || excludeLinks
      ? {}
      : { link: `${origin}/api/now/table/${reference}/${value}` };
  const hasLink = "link" in link;
  if (displayValue === "false") return hasLink ? { ...link, value } : value;
  const display_value = displayOf(instance, field, value);
  if (displayValue === "all") return { display_value, value, ...link };
  return hasLink ? { display_value, ...link } : display_value;
}

function displayOf(instance: Instance, { column, table }: Field, value: string): string {
  if (column.reference !== "") return instance.find(column.reference, value)?.values["name"] ?? "";
  if (column.type === "sys_class_name") return instance.labelOfTable(value);
  if (column.type !== "choice") return value;
  const tables = lineage(table);
  for (const { values } of instance.records("sys_choice")) {
    const { name = "", element, value: choice, label = "" } = values;
    if (element === column.name && choice === value && tables.includes(name)) return label;
  }
  return value;
}
