import { exact, type Filter, partial } from "../filters";
import { nullable, text } from "../schema";
import type { PolicyRow } from "./policy";

/** What most policy objects say of themselves. */
export interface DescribedRow extends PolicyRow {
  readonly description: string;
  readonly external_data_set: string | null;
  readonly external_data_reference: string | null;
}

export const descriptionSchema = {
  name: text({ min: 1, max: 255 }),
  description: text(),
  external_data_set: nullable(text()),
  external_data_reference: nullable(text()),
};

export const blankDescription = {
  name: "",
  description: "",
  external_data_set: null,
  external_data_reference: null,
  update_type: "create" as const,
};

export const descriptionFilters = {
  name: partial(({ name }) => name),
  description: partial(({ description }) => description),
  external_data_set: exact(({ external_data_set }) => external_data_set),
  external_data_reference: exact(({ external_data_reference }) => external_data_reference),
} satisfies Record<string, Filter<DescribedRow>>;
