import type { RegisteredTable } from "../../clients/panos";
import type { DagTarget } from "../../core/dag";

/** What is meant where no virtual system is named. */
export const FIRST_VSYS = "vsys1";

/** The registered-IP tables that a target means. */
export function tablesOf({ vsys, serials, deviceGroup }: DagTarget): RegisteredTable[] {
  if (serials) return serials.map((serial) => ({ serial, vsys: vsys ?? FIRST_VSYS }));
  return [deviceGroup ? {} : { vsys: vsys ?? FIRST_VSYS }];
}

export function nameOfTable({ vsys, serial }: RegisteredTable): string {
  if (serial) return `${serial} ${vsys}`;
  return vsys ?? "Panorama's own table";
}
