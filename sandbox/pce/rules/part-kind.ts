import type { PceStore } from "../pce-store";
import type { Schema } from "../schema";
import type { PartRow } from "./rule-row";

export type PartFields<P extends PartRow> = Omit<P, keyof PartRow>;

/** One kind of object that a rule set is made of: written by itself or with the rule set, provisioned with it. */
export interface PartKind<P extends PartRow> {
  /** Starts its event types. */
  readonly kind: string;
  /** The attribute of the rule set that lists it. */
  readonly list: "rules" | "deny_rules" | "ip_tables_rules";
  /** Its path below the rule set. */
  readonly path: string;
  readonly createSchema: Schema;
  readonly updateSchema: Schema;
  /** As `updateSchema`, and with `href`: an entry of a rule set that is changed. */
  readonly entrySchema: Schema;
  readonly blank: PartFields<P>;
  /** Turns a request body into attributes, references checked. @throws PceError */
  read(store: PceStore, body: Readonly<Record<string, unknown>>): Partial<PartFields<P>>;
  /** Rules over the whole object. @throws PceError */
  check?(fields: PartFields<P>): void;
}
