import type { Reference } from "./objects";

/** A set of labels of one key, and of other groups of that key. */
export interface LabelGroup extends Reference {
  readonly key: string;
  readonly name: string;
  readonly labels?: readonly Reference[];
  readonly sub_groups?: readonly Reference[];
}
