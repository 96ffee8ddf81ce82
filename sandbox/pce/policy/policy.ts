import type { Reference, Row } from "../table";

/** What provisioning would do to an object; null when draft and active agree. */
export type UpdateType = "create" | "update" | "delete" | null;

export interface PolicyRow extends Row {
  readonly name: string;
  readonly update_type: UpdateType;
}

export interface PolicyVersion extends Reference {
  readonly version: number;
  readonly commit_message: string;
  readonly workloads_affected: number;
  readonly object_counts: Readonly<Record<string, number>>;
  readonly created_at: string;
  readonly created_by: Reference;
}

/** The policy in force, and the versions that led to it. */
export class Policy {
  readonly versions: PolicyVersion[] = [];
  readonly #active = new Map<string, Map<string, PolicyRow>>();

  /** Objects of one kind, by their active href. */
  active<R extends PolicyRow>(kind: string): Map<string, R> {
    const rows = this.#active.get(kind) ?? new Map<string, PolicyRow>();
    this.#active.set(kind, rows);
    return rows as Map<string, R>;
  }
}

/** Draft and active hrefs of an object differ in one segment only. */
export function activeHref(href: string): string {
  return href.replace("/sec_policy/draft/", "/sec_policy/active/");
}

/** The object as the active policy has it: it refers to other active objects. */
export function activated<R extends PolicyRow>(row: R): R {
  const text = JSON.stringify({ ...row, update_type: null });
  return JSON.parse(text.replaceAll("/sec_policy/draft/", "/sec_policy/active/")) as R;
}
