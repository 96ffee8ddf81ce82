import type { PceIdentity } from "../../../clients/pce/connection-settings";
import { type ExternalPair, externalPair, pairMark } from "../../../core/ownership/external-pair";
import { Marks, type Ownership } from "../../lifecycle/ownership";

/** Part of the outputs of every PCE object: its PCE and its owner. */
export interface PceOwnership extends PceIdentity, Ownership {}

/** Objects of the PCE carry the mark in their external data set and reference. */
export const PCE_MARKS: Marks<ExternalPair> = new Marks<ExternalPair>({
  name: "external reference",
  system: "the PCE",
  markOn: pairMark,
  shown: ({ external_data_set: set, external_data_reference: reference }) =>
    set || reference ? `'${set ?? ""}' '${reference ?? ""}'` : "empty",
});

/** The external data set and reference that are written to an object. */
export function pairOf({ reference, incarnation, former }: Ownership): Record<keyof ExternalPair, string> {
  return externalPair(reference, incarnation, former);
}
