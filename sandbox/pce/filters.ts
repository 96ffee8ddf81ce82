import { isIP } from "node:net";
import { invalidInput } from "./pce-error";
import type { PceStore } from "./pce-store";

/** Makes the test for one query parameter of a collection. @throws PceError 406 for a value it cannot take */
export type Filter<R> = (value: string, store: PceStore) => (row: R) => boolean;

type Field<R> = (row: R, store: PceStore) => unknown;

/** Matches a part of the text, in any case, as most of the PCE's string filters do. */
export function partial<R>(field: Field<R>): Filter<R> {
  return (value, store) => {
    const wanted = value.toLowerCase();
    return (row) =>
      String(field(row, store) ?? "")
        .toLowerCase()
        .includes(wanted);
  };
}

export function exact<R>(field: Field<R>): Filter<R> {
  return (value, store) => (row) => String(field(row, store) ?? "") === value;
}

/** A JSON list of texts, of which the field is one. */
export function oneOfList<R>(field: Field<R>): Filter<R> {
  return (value, store) => {
    const wanted = parseJson(value);
    if (!Array.isArray(wanted) || !wanted.every((each) => typeof each === "string"))
      throw invalidInput(`Expected a JSON list of texts, got ${value}`);
    return (row) => (wanted as unknown[]).includes(field(row, store));
  };
}

/** A part of an IP address. */
export function ipAddress<R>(field: Field<R>): Filter<R> {
  return (value, store) => {
    const couldBeAddress = isIP(value) !== 0 || /^[\d.]+$|^[\da-f:]*:[\da-f:.]*$/i.test(value);
    if (!couldBeAddress) throw invalidInput(`ip_address must be an IP address, got ${JSON.stringify(value)}`);
    return partial(field)(value, store);
  };
}

export function boolean<R>(field: Field<R>): Filter<R> {
  return (value, store) => {
    if (value.toLowerCase() !== "true" && value.toLowerCase() !== "false") {
      throw invalidInput(`Expected true or false, got ${JSON.stringify(value)}`);
    }
    return (row) => Boolean(field(row, store)) === (value.toLowerCase() === "true");
  };
}

/** `[["/orgs/1/labels/1","/orgs/1/labels/7"],["/orgs/1/labels/9"]]` is (1 and 7) or 9. */
export function labels<R>(field: (row: R, store: PceStore) => readonly string[]): Filter<R> {
  return (value, store) => {
    const groups = parseJson(value);
    const valid =
      Array.isArray(groups) &&
      groups.every((group) => Array.isArray(group) && group.every((href) => typeof href === "string"));
    if (!valid) throw invalidInput(`labels must be a JSON list of lists of hrefs, got ${value}`);
    return (row) =>
      groups.length === 0 ||
      (groups as string[][]).some((group) => group.every((href) => field(row, store).includes(href)));
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
  store: PceStore,
): (row: R) => boolean {
  const tests = [...query]
    .filter(([name]) => Object.hasOwn(filters, name))
    .map(([name, value]) => filters[name]!(value, store));
  return (row) => tests.every((test) => test(row));
}
