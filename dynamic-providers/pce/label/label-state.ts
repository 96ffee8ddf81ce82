import type { PceOwnership } from "../system/external-reference";

export interface LabelInputs {
  readonly key: string;
  readonly value: string;
  readonly adopt?: boolean;
  readonly takeOverFrom?: string;
  readonly connection?: string;
}

export interface LabelState extends LabelInputs {
  readonly href: string;
  /** Absent in a state that was imported by hand; such a label is never deleted. */
  readonly ownership?: PceOwnership;
  /** False while some of the inputs could not be written. */
  readonly complete?: boolean;
}

/** Name of a label in messages. */
export function nameOf({ key, value }: Pick<LabelInputs, "key" | "value">): string {
  return `label ${key}=${value}`;
}
