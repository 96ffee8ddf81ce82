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
  readonly labelUses?: readonly LabelUse<R>[];
  /** The object once all of its changes are provisioned: without the parts whose deletion was pending. */
  settle?(row: R): R;
  /** Labels of the scopes in which a change of the object counts. */
  scopesOf?(row: R): readonly (readonly string[])[];
}

// biome-ignore lint/suspicious/noExplicitAny: a list of kinds holds rows of many types
export type AnyStoredKind = StoredKind<any>;
