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

/** An object as one version left it; without `row` it was taken out of force. */
export interface Change {
  readonly version: number;
  readonly kind: string;
  /** Active href. */
  readonly href: string;
  readonly row: PolicyRow | undefined;
}

/** The policy in force, and the versions that led to it. */
export class Policy {
  readonly versions: PolicyVersion[] = [];
  readonly #active = new Map<string, Map<string, PolicyRow>>();
  readonly #changes = new Map<string, Change[]>();

  /** Objects of one kind, by their active href. Only `enact` changes them. */
  active<R extends PolicyRow>(kind: string): ReadonlyMap<string, R> {
    return (this.#active.get(kind) ?? new Map()) as ReadonlyMap<string, R>;
  }

  /** Puts an object into force as part of a version, or takes it out of force. Versions only grow. */
  enact({ version, kind, href, row }: Change): void {
    const active = this.#active.get(kind) ?? new Map<string, PolicyRow>();
    this.#active.set(kind, active);
    const changes = this.#changes.get(kind) ?? [];
    this.#changes.set(kind, changes);
    if (row === undefined) active.delete(href);
    else active.set(href, row);
    changes.push({ version, kind, href, row });
  }

  /** The objects of one kind that were in force as of a version, by their active href. */
  at<R extends PolicyRow>(kind: string, version: number): ReadonlyMap<string, R> {
    const rows = new Map<string, PolicyRow>();
    for (const change of this.#changes.get(kind) ?? []) {
      if (change.version > version) break;
      if (change.row === undefined) rows.delete(change.href);
      else rows.set(change.href, change.row);
    }
    return rows as Map<string, R>;
  }

  /** What one version changed. */
  changesOf(version: number): Change[] {
    return [...this.#changes.values()].flat().filter((change) => change.version === version);
  }

  /** How many objects of each kind are in force. */
  counts(): Record<string, number> {
    return Object.fromEntries([...this.#active].map(([kind, rows]) => [kind, rows.size]));
  }
}

/** Draft and active hrefs of an object differ in one segment only. */
export function activeHref(href: string): string {
  return href.replace("/sec_policy/draft/", "/sec_policy/active/");
}

export function draftHref(href: string): string {
  return href.replace("/sec_policy/active/", "/sec_policy/draft/");
}

/** The object as the active policy has it: it refers to other active objects. */
export function activated<R extends PolicyRow>(row: R): R {
  return moved({ ...row, update_type: null }, "draft", "active");
}

/** The object as a draft without changes has it. */
export function drafted<R extends PolicyRow>(row: R): R {
  return moved(row, "active", "draft");
}

/** The object, or its JSON, with every href of one policy version written as of another. */
export function moved<T>(value: T, from: string, to: string): T {
  const text = JSON.stringify(value).replaceAll(`/sec_policy/${from}/`, `/sec_policy/${to}/`);
  return JSON.parse(text) as T;
}
