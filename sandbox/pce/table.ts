import { notAcceptable, type PceError } from "./pce-error";

export interface Reference {
  readonly href: string;
}

/** What every stored object has. Rows are never changed in place, so a listing may keep them. */
export interface Row {
  readonly href: string;
  readonly deleted: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly created_by: Reference;
  readonly updated_by: Reference;
  readonly deleted_at?: string;
  readonly deleted_by?: Reference;
}

export interface UniqueRule<R extends Row> {
  /** Undefined when the row does not take part. */
  readonly keyOf: (row: R) => string | undefined;
  readonly token: string;
  readonly message: string;
}

/** Objects of one kind by href, in order of creation, with deleted ones kept as tombstones. */
export class Table<R extends Row> {
  readonly #rows = new Map<string, R>();
  readonly #indexes: { rule: UniqueRule<R>; hrefs: Map<string, string> }[];
  #live = 0;
  #lastNumber = 0;

  constructor(unique: readonly UniqueRule<R>[] = []) {
    this.#indexes = unique.map((rule) => ({ rule, hrefs: new Map() }));
  }

  /** How many rows are not deleted. */
  get size(): number {
    return this.#live;
  }

  /** The next integer id; ids are never used twice. */
  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** Also finds a deleted row. */
  get(href: string): R | undefined {
    return this.#rows.get(href);
  }

  getLive(href: string): R | undefined {
    const row = this.#rows.get(href);
    return row?.deleted ? undefined : row;
  }

  *live(): Generator<R> {
    for (const row of this.#rows.values()) if (!row.deleted) yield row;
  }

  withDeleted(): Iterable<R> {
    return this.#rows.values();
  }

  /** Adds the row, or replaces the one with its href. @throws PceError 406 when a unique key is taken */
  put(row: R): R {
    const before = this.#rows.get(row.href);
    const taken = this.#takenKey(row);
    if (taken !== undefined) throw taken;
    for (const { rule, hrefs } of this.#indexes) {
      const oldKey = before === undefined || before.deleted ? undefined : rule.keyOf(before);
      if (oldKey !== undefined) hrefs.delete(oldKey);
      const key = row.deleted ? undefined : rule.keyOf(row);
      if (key !== undefined) hrefs.set(key, row.href);
    }
    this.#live += Number(!row.deleted) - Number(before !== undefined && !before.deleted);
    this.#rows.set(row.href, row);
    return row;
  }

  /** Forgets the row without a tombstone. */
  remove(href: string): void {
    const row = this.#rows.get(href);
    if (row === undefined) return;
    if (!row.deleted) this.put({ ...row, deleted: true });
    this.#rows.delete(href);
  }

  /** @throws PceError 406 when two rows had one unique key after `replace` */
  checkReplace(rows: readonly R[], removed: readonly string[]): void {
    const touched = new Set([...removed, ...rows.map(({ href }) => href)]);
    for (const { rule, hrefs } of this.#indexes) {
      const keys = new Set<string>();
      for (const row of rows) {
        const key = row.deleted ? undefined : rule.keyOf(row);
        if (key === undefined) continue;
        const owner = hrefs.get(key);
        if (keys.has(key) || (owner !== undefined && !touched.has(owner)))
          throw notAcceptable(rule.token, rule.message);
        keys.add(key);
      }
    }
  }

  /** Forgets the rows of `removed` and puts `rows`, which may exchange their unique keys. */
  replace(rows: readonly R[], removed: readonly string[]): void {
    for (const href of [...removed, ...rows.map((row) => row.href)]) {
      const before = this.#rows.get(href);
      if (before !== undefined && !before.deleted) this.put({ ...before, deleted: true });
    }
    for (const row of rows) this.put(row);
    for (const href of removed) this.#forget(href);
  }

  #forget(href: string): void {
    if (this.#rows.get(href)?.deleted) this.#rows.delete(href);
  }

  #takenKey(row: R): PceError | undefined {
    if (row.deleted) return undefined;
    for (const { rule, hrefs } of this.#indexes) {
      const key = rule.keyOf(row);
      const owner = key === undefined ? undefined : hrefs.get(key);
      if (owner !== undefined && owner !== row.href) return notAcceptable(rule.token, rule.message);
    }
    return undefined;
  }
}
