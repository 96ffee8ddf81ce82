import { invalidInput } from "./pce-error";

/** Makes the test for one query parameter of a collection. @throws PceError 406 for a value it cannot take */
export type Filter<R> = (value: string) => (row: R) => boolean;

type Field<R> = (row: R) => unknown;

/** Matches a part of the text, in any case, as most of the PCE's string filters do. */
export function partial<R>(field: Field<R>): Filter<R> {
  return (value) => {
    const wanted = value.toLowerCase();
    return (row) =>
      String(field(row) ?? "")
        .toLowerCase()
        .includes(wanted);
  };
}

export function exact<R>(field: Field<R>): Filter<R> {
  return (value) => (row) => String(field(row) ?? "") === value;
}

export function boolean<R>(field: Field<R>): Filter<R> {
  return (value) => {
    if (value.toLowerCase() !== "true" && value.toLowerCase() !== "false") {
      throw invalidInput(`Expected true or false, got ${JSON.stringify(value)}`);
    }
    return (row) => Boolean(field(row)) === (value.toLowerCase() === "true");
  };
}

/** `[["/orgs/1/labels/1","/orgs/1/labels/7"],["/orgs/1/labels/9"]]` is (1 and 7) or 9. */
export function labels<R>(field: (row: R) => readonly string[]): Filter<R> {
  return (value) => {
    const groups = parseJson(value);
    const valid =
      Array.isArray(groups) &&
      groups.every((group) => Array.isArray(group) && group.every((href) => typeof href === "string"));
    if (!valid) throw invalidInput(`labels must be a JSON list of lists of hrefs, got ${value}`);
    return (row) =>
      groups.length === 0 ||
      (groups as string[][]).some((group) => group.every((href) => field(row).includes(href)));
  };
}

/** A full ISO timestamp; a date alone is refused. */
export function timestamp<R>(field: (row: R) => string, bound: "gte" | "lte"): Filter<R> {
  return (value) => {
    const time = Date.parse(value);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) || Number.isNaN(time)) {
      throw invalidInput(`Expected an ISO 8601 timestamp, got ${JSON.stringify(value)}`);
    }
    return (row) => (bound === "gte" ? Date.parse(field(row)) >= time : Date.parse(field(row)) <= time);
  };
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** The test that a query asks for; parameters that the collection does not know are ignored. */
export function matching<R>(
  filters: Readonly<Record<string, Filter<R>>>,
  query: URLSearchParams,
): (row: R) => boolean {
  const tests = [...query]
    .filter(([name]) => Object.hasOwn(filters, name))
    .map(([name, value]) => filters[name]!(value));
  return (row) => tests.every((test) => test(row));
}
