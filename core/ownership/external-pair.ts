import { markText, referenceOf } from "./owner-mark";

/** `external_data_set` of everything this package creates in a PCE. */
export const EXTERNAL_DATA_SET = "illumio-iac";

/** The pair of fields that names the maker of a PCE object. */
export interface ExternalPair {
  readonly external_data_set?: string | null;
  readonly external_data_reference?: string | null;
}

/** The pair of an object without an owner. */
export const NO_PAIR = { external_data_set: null, external_data_reference: null } as const;

/**
 * The pair as it is written to the PCE.
 *
 * @param former owner reference of the resource of the same stack from which the object passes to this one
 */
export function externalPair(
  reference: string,
  incarnation: string,
  former?: string,
): Record<keyof ExternalPair, string> {
  return {
    external_data_set: EXTERNAL_DATA_SET,
    external_data_reference: markText(reference, incarnation, former),
  };
}

/** The mark with its incarnation; undefined when the object was not made by this package. */
export function pairMark(pair: ExternalPair): string | undefined {
  if (pair.external_data_set !== EXTERNAL_DATA_SET) return undefined;
  return pair.external_data_reference ?? "";
}

/** The owner reference without former and incarnation; undefined when the object was not made by this package. */
export function ownerOf(pair: ExternalPair): string | undefined {
  const mark = pairMark(pair);
  return mark === undefined ? undefined : referenceOf(mark);
}
