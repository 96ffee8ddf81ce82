import { collection } from "./collection";
import type { Created, ListOptions } from "./objects";
import type { PceApi } from "./pce-api";
import { type Expected, flag, object, optional, text } from "./shapes";

export interface NewLabel {
  /** Label type: `role`, `app`, `env`, `loc` or one of the PCE's own label dimensions. 1 to 64 characters. */
  readonly key: string;
  readonly value: string;
  readonly external_data_set?: string | null;
  readonly external_data_reference?: string | null;
}

/** `key` is immutable: another key is another label. */
export type LabelChanges = Partial<Omit<NewLabel, "key">>;

export interface Label extends NewLabel, Created {
  readonly href: string;
  readonly deleted?: boolean;
  /** Where the label is in use; only with the filter `usage: true`. */
  readonly usage?: Readonly<Record<string, boolean>>;
}

/** `key` and `value` match *parts* of the text on the PCE; use `findLabel` for an exact answer. */
export interface LabelFilter {
  readonly key?: string;
  readonly value?: string;
  readonly external_data_set?: string;
  readonly external_data_reference?: string;
  readonly include_deleted?: boolean;
  readonly usage?: boolean;
}

export const LABEL: Expected = {
  what: "labels",
  shape: object({ href: text, key: text, value: text, deleted: optional(flag) }),
};

/** The label with exactly this key and value; the PCE's own filters also return what only contains them. */
export async function findLabel(api: PceApi, key: string, value: string): Promise<Label | undefined> {
  for await (const label of listLabels(api, { key, value }, {})) {
    if (label.key === key && label.value === value) return label;
  }
  return undefined;
}

export function listLabels(api: PceApi, filter: LabelFilter, options: ListOptions): AsyncGenerator<Label> {
  return collection<Label>(api, api.org("labels"), { ...filter }, options, LABEL);
}
