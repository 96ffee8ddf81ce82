import type { Ownership } from "./ownership";

export interface LabelInputs {
  readonly key: string;
  readonly value: string;
  readonly adopt?: boolean;
  readonly connection?: string;
}

export interface LabelState extends LabelInputs {
  readonly href: string;
  /** Absent in a state that was imported by hand; such a label is never deleted. */
  readonly ownership?: Ownership;
  /** False while some of the inputs could not be written. */
  readonly complete?: boolean;
}
