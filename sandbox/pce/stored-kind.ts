import type { Row, UniqueRule } from "./table";

export interface LabelUse<R extends Row> {
  /** Key in a label's `usage`. */
  readonly usage: string;
  /** Token of the refusal to delete the label. */
  readonly token: string;
  hrefs(row: R): readonly string[];
}

/** What the store has to know about one kind of object. */
export interface StoredKind<R extends Row> {
  /** Below `/orgs/N/`. */
  readonly path: string;
  readonly unique: readonly UniqueRule<R>[];
  /** Set where the objects hold labels: a label in use cannot be deleted. */
  readonly labelUse?: LabelUse<R>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of kinds holds rows of many types
export type AnyStoredKind = StoredKind<any>;
