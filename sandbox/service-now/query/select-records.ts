import { descendsFrom } from "../data/classes";
import type { Values } from "../data/column";
import type { Instance, StoredRecord } from "../data/instance";
import { type Condition, type Operator, type Order, parseEncodedQuery } from "./encoded-query";
import { type Field, findField } from "./field";

type Test = (values: Values) => boolean;

/** Whether a query with a field that there is not finds nothing, instead of ignoring the condition. */
const RETURNS_NO_ROWS = "glide.invalid_query.returns_no_rows";

/**
 * The records of a table that an encoded query finds, in its order. A condition on a field that there is not is ignored:
 * what is left of the query decides, and where nothing is left, every record is found.
 *
 * UNCONFIRMED: that texts are compared in any case, and that `!=`, `NOT IN` and `NOT LIKE` also find empty fields.
 */
export function selectRecords(instance: Instance, table: string, text: string): StoredRecord[] {
  const query = parseEncodedQuery(text);
  let isInvalid = query.unreadable.length > 0;
  const testOf = (condition: Condition): Test | undefined => {
    const field = findField(instance, table, condition.field);
    if (field === undefined) isInvalid = true;
    return field && compare(field, condition);
  };
  const alternatives = query.alternatives.map((groups) =>
    groups
      .map((group) => group.map(testOf).filter((test) => test !== undefined))
      .filter((tests) => tests.length > 0),
  );
  if (isInvalid && instance.properties.get(RETURNS_NO_ROWS) === "true") return [];
  const found = [...instance.records(table)].filter(({ values }) =>
    alternatives.some((groups) => groups.every((tests) => tests.some((test) => test(values)))),
  );
  return sorted(instance, table, found, query.order);
}

function compare(field: Field, { operator, value }: Condition): Test {
  const wanted = value.toLowerCase();
  const list = wanted.split(",");
  const order = (text: string): number =>
    field.column.type === "integer"
      ? Number(text) - Number(value)
      : text < wanted
        ? -1
        : text > wanted
          ? 1
          : 0;
  const tests: Readonly<Record<Operator, (text: string) => boolean>> = {
    "=": (text) => text === wanted,
    "!=": (text) => text !== wanted,
    IN: (text) => list.includes(text),
    "NOT IN": (text) => !list.includes(text),
    LIKE: (text) => text.includes(wanted),
    CONTAINS: (text) => text.includes(wanted),
    "NOT LIKE": (text) => !text.includes(wanted),
    "DOES NOT CONTAIN": (text) => !text.includes(wanted),
    STARTSWITH: (text) => text.startsWith(wanted),
    ENDSWITH: (text) => text.endsWith(wanted),
    ISEMPTY: (text) => text === "",
    ISNOTEMPTY: (text) => text !== "",
    INSTANCEOF: (text) => descendsFrom(text, wanted),
    "<": (text) => text !== "" && order(text) < 0,
    "<=": (text) => text !== "" && order(text) <= 0,
    ">": (text) => text !== "" && order(text) > 0,
    ">=": (text) => text !== "" && order(text) >= 0,
  };
  return (values) => tests[operator](field.valueOf(values).toLowerCase());
}

/** Records that the order leaves equal stay as they are, or as the instance happens to read them. */
function sorted(
  instance: Instance,
  table: string,
  records: readonly StoredRecord[],
  order: readonly Order[],
): StoredRecord[] {
  const keys = order.flatMap(({ field: name, descending }) => {
    const field = findField(instance, table, name);
    return field === undefined ? [] : [{ field, sign: descending ? -1 : 1 }];
  });
  const asRead = instance.readsInAnyOrder ? instance.shuffled(records) : [...records];
  return asRead.sort((a, b) => {
    for (const { field, sign } of keys) {
      const [one, other] = [field.valueOf(a.values).toLowerCase(), field.valueOf(b.values).toLowerCase()];
      if (one === other) continue;
      const isNumber = field.column.type === "integer";
      return (isNumber ? Number(one) - Number(other) : one < other ? -1 : 1) * sign;
    }
    return 0;
  });
}
