import type { Created } from "./objects";
import { type Expected, flag, object, optional, text } from "./shapes";

/** A label type: one of the built-in `role`, `app`, `env`, `loc`, or one that the organisation defined. */
export interface LabelDimension extends Created {
  readonly href: string;
  readonly key: string;
  readonly display_name?: string;
  readonly display_info?: Readonly<Record<string, unknown>>;
  readonly deleted?: boolean;
  readonly external_data_set?: string | null;
  readonly external_data_reference?: string | null;
}

export const LABEL_DIMENSION: Expected = {
  what: "label dimensions",
  shape: object({ href: text, key: text, deleted: optional(flag) }),
};
