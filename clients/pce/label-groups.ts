import type { Reference } from "./objects";
import { type Expected, list, object, optional, reference, text } from "./shapes";

/** A set of labels of one key, and of other groups of that key. */
export interface LabelGroup extends Reference {
  readonly key: string;
  readonly name: string;
  readonly labels?: readonly Reference[];
  readonly sub_groups?: readonly Reference[];
}

export const LABEL_GROUP: Expected = {
  what: "label groups",
  shape: object({
    href: text,
    key: text,
    name: text,
    labels: optional(list(reference)),
    sub_groups: optional(list(reference)),
  }),
};
