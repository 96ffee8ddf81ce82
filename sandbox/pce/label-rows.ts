import type { Row } from "./table";

export interface LabelRow extends Row {
  readonly key: string;
  readonly value: string;
  readonly external_data_set: string | null;
  readonly external_data_reference: string | null;
}

export interface LabelDimensionRow extends Row {
  readonly key: string;
  readonly display_name: string;
  readonly display_info: Readonly<Record<string, unknown>>;
  readonly external_data_set: string | null;
  readonly external_data_reference: string | null;
}
