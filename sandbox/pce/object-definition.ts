import type { Filter } from "./filters";
import type { PceStore } from "./pce-store";
import type { Schema } from "./schema";
import type { StoredKind } from "./stored-kind";
import type { Row } from "./table";

/** The attributes of an object that are its own: all but identity and history. */
export type Fields<R extends Row> = Omit<R, keyof Row>;

/** What there is to know about one kind of object that is created, read, changed and deleted by href. */
export interface ObjectDefinition<R extends Row> extends StoredKind<R> {
  /** Starts its event types and its tokens: `label` in `label.create` and `label_already_deleted`. */
  readonly kind: string;
  readonly ids: "integer" | "uuid";
  readonly createSchema: Schema;
  readonly updateSchema: (row: R) => Schema;
  /** Values of the attributes that a create does not send. */
  readonly blank: Fields<R>;
  readonly filters: Readonly<Record<string, Filter<R>>>;
  /** Turns a request body into attributes, references checked. @throws PceError */
  read?(store: PceStore, body: Readonly<Record<string, unknown>>, before: R | undefined): Partial<Fields<R>>;
  /** Gives the parts of an object what depends on its href, before it is stored. */
  finish?(store: PceStore, row: R): R;
  /** Business rules over the whole object, before it is stored. @throws PceError */
  check?(store: PceStore, fields: Fields<R>, before: R | undefined): void;
  /** @throws PceError when the object is in use */
  checkDelete?(store: PceStore, row: R): void;
  /** The object as a GET shows it. */
  render(store: PceStore, row: R, query: URLSearchParams): object;
  /** Attributes that only a GET by href shows. */
  detail?(row: R): object;
  /** Attributes that only the answer of the create shows. */
  once?(store: PceStore): object;
  /** Whether a deleted object is still found by its href, as deleted. @default true */
  readonly leavesTombstone?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of definitions holds rows of many types
export type AnyDefinition = ObjectDefinition<any>;
