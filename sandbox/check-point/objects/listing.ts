import { invalidParameter } from "../api/api-error";
import type { Call } from "../api/command";
import {
  flag,
  isRecord,
  type Parameters,
  type Payload,
  records,
  text,
  texts,
  whole,
} from "../api/parameters";
import { addressesOf, type CpObject, type ObjectType } from "../store/cp-object";
import type { Session } from "../store/session";
import { detailsLevel } from "./common";
import { groupsWith } from "./find";
import { type DetailsLevel, full, short } from "./render";

/** UNCONFIRMED: that a page has at most 500 objects. */
export const pageParameters: Parameters = {
  limit: whole(1, 500),
  offset: whole(0, Number.MAX_SAFE_INTEGER),
  order: records,
  filter: text,
  ...detailsLevel,
};

export const listParameters: Parameters = {
  ...pageParameters,
  "show-membership": flag,
  "dereference-group-members": flag,
  "domains-to-process": texts,
};

interface Page {
  readonly objects: readonly unknown[];
  readonly from: number;
  readonly to: number;
  readonly total: number;
}

/** A page with `from`, `to` and `total`. */
export function page<T>(payload: Payload, items: readonly T[], render: (item: T) => unknown): Page {
  const offset = (payload["offset"] as number | undefined) ?? 0;
  const limit = (payload["limit"] as number | undefined) ?? 50;
  const shown = items.slice(offset, offset + limit);
  const isEmpty = shown.length === 0;
  return {
    objects: shown.map(render),
    // UNCONFIRMED: what an offset past the end gives.
    from: isEmpty ? 0 : offset + 1,
    to: isEmpty ? 0 : offset + shown.length,
    total: items.length,
  };
}

/**
 * Answers `show-…s`: filtered, in order, a page of it.
 *
 * UNCONFIRMED: that `standard` leaves comments and tags out, and that groups are shown with `show-membership` only.
 */
export function listObjects({ payload, session }: Call, type: ObjectType): object {
  if (payload["domains-to-process"] !== undefined && session.domain.type === "domain")
    throw invalidParameter("domains-to-process", "It is for the System Data domain only");
  const filter = filterOf(payload["filter"] as string | undefined);
  const objects = session.all(type).filter((object) => filter(termsOf(session, object)));
  const level = (payload["details-level"] as DetailsLevel | undefined) ?? "standard";
  const withGroups = payload["show-membership"] === true;
  return page(payload, inOrder(objects, payload["order"]), (object) => {
    if (level === "uid") return object.uid;
    const groups = withGroups ? groupsWith(session, object.uid) : [];
    if (level === "full") {
      const { groups: shown, ...rest } = full(session, object, groups);
      return withGroups ? { ...rest, groups: shown } : rest;
    }
    return withGroups
      ? { ...short(session, object), groups: groups.map((group) => short(session, group)) }
      : short(session, object);
  });
}

export function inOrder<T extends { readonly name: string }>(items: readonly T[], order: unknown): T[] {
  const [first] = isRecord(order) ? [order] : ((order as Record<string, unknown>[] | undefined) ?? []);
  const [direction = "ASC", field = "name"] = Object.entries(first ?? {})[0] ?? [];
  if ((direction !== "ASC" && direction !== "DESC") || field !== "name")
    throw invalidParameter("order", 'Invalid value, write for example [{"ASC": "name"}]');
  const sign = direction === "ASC" ? 1 : -1;
  return [...items].sort((one, other) => (one.name < other.name ? -sign : one.name > other.name ? sign : 0));
}

const termsOf = (session: Session, object: CpObject): string[] => [
  object.name,
  object.comments,
  ...addressesOf(object),
  ...object.tags.flatMap((uid) => session.get(uid)?.name ?? []),
];

/** Free text over name, comment, addresses and tags; `AND` binds closer than `OR`. UNCONFIRMED: parts of words are found. */
export function filterOf(filter: string | undefined): (terms: readonly string[]) => boolean {
  if (filter === undefined || filter.trim() === "") return () => true;
  const alternatives = filter.split(/\s+OR\s+/).map((side) =>
    side.split(/\s+AND\s+/).map((term) =>
      term
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .toLowerCase(),
    ),
  );
  return (terms) => {
    const lower = terms.map((term) => term.toLowerCase());
    return alternatives.some((all) => all.every((wanted) => lower.some((term) => term.includes(wanted))));
  };
}
