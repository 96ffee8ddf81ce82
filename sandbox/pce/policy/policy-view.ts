import type { PceStore } from "../pce-store";
import { moved, type PolicyRow } from "./policy";
import { draftPath } from "./references";

/** The objects of one kind as one policy version has them. */
export interface PolicyView<R extends PolicyRow> {
  readonly isDraft: boolean;
  readonly size: number;
  rows(): Iterable<R>;
  get(href: string): R | undefined;
  /** JSON of an object, with hrefs of this version. */
  show<T>(json: T): T;
}

/** Undefined when `pversion` is neither `draft` nor `active` nor the number of a version that exists. */
export function policyView<R extends PolicyRow>(
  store: PceStore,
  kind: string,
  pversion: string,
): PolicyView<R> | undefined {
  if (pversion === "draft") return draftView(store, kind);
  const show = <T>(json: T): T => json;
  if (pversion === "active") return { ...mapView(store.policy.active<R>(kind)), show };
  const number = /^[1-9]\d*$/.test(pversion) ? Number(pversion) : 0;
  if (number === 0 || number > store.policy.versions.length) return undefined;
  const view = mapView(store.policy.at<R>(kind, number));
  return {
    ...view,
    get: (href) => view.get(href.replace(`/sec_policy/${number}/`, "/sec_policy/active/")),
    show: (json) => moved(json, "active", pversion),
  };
}

function draftView<R extends PolicyRow>(store: PceStore, kind: string): PolicyView<R> {
  const table = store.table<R>(draftPath(kind));
  return {
    isDraft: true,
    size: table.size,
    rows: () => table.live(),
    get: (href) => table.getLive(href),
    show: (json) => json,
  };
}

function mapView<R extends PolicyRow>(rows: ReadonlyMap<string, R>): Omit<PolicyView<R>, "show"> {
  return { isDraft: false, size: rows.size, rows: () => rows.values(), get: (href) => rows.get(href) };
}
