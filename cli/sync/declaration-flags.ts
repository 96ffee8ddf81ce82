import { looksLike } from "../../core/checks";
import { optionValue } from "../option-values";

/** A flag of the form `key=value`. */
export interface LabelFlag {
  readonly key: string;
  readonly value: string;
}

/** Labels as flags say them. */
export interface LabelFlags {
  readonly label?: readonly LabelFlag[];
  readonly notLabel?: readonly LabelFlag[];
  readonly labelGroup?: readonly LabelFlag[];
}

/** A label expression as a file would have it; undefined without flags. Flags of one key are alternatives. */
export function labelsOf({ label: any, notLabel, labelGroup }: LabelFlags) {
  const labels: Record<string, Record<string, string[]>> = {};
  const add = (term: string, flags: readonly LabelFlag[] = []) => {
    for (const { key, value } of flags) {
      labels[key] ??= {};
      labels[key][term] = [...(labels[key][term] ?? []), value];
    }
  };
  add("anyOf", any);
  add("noneOf", notLabel);
  add("groups", labelGroup);
  return Object.keys(labels).length > 0 ? labels : undefined;
}

/** The parts that were given. */
export function written(parts: object): object {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

const LABEL = /^([^=]+)=(.+)$/;

/** Reads one more `key=value`. */
export function label(text: string, before: readonly LabelFlag[] = []): LabelFlag[] {
  const [, key, value] = LABEL.exec(optionValue(looksLike(LABEL, "role=web"))(text))!;
  return [...before, { key: key!, value: value! }];
}

/** Reads one more value. */
export function several(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
