import type { DagTarget } from "./binding-definition";

/** The virtual system that is meant where none is named. */
export const FIRST_VSYS = "vsys1";

/** A registered-IP table of a firewall, of one behind a Panorama (`serial`), or Panorama's own (neither). */
export interface TargetTable {
  readonly serial?: string;
  readonly vsys?: string;
}

/** The registered-IP tables that a target means. */
export function tablesOf({ vsys, serials, deviceGroup }: DagTarget): TargetTable[] {
  if (serials) return serials.map((serial) => ({ serial, vsys: vsys ?? FIRST_VSYS }));
  return [deviceGroup ? {} : { vsys: vsys ?? FIRST_VSYS }];
}

/** Name of a table in messages. */
export function nameOfTable({ vsys, serial }: { readonly [key in keyof TargetTable]: string | undefined }) {
  if (serial) return `${serial} ${vsys}`;
  return vsys ?? "Panorama's own table";
}

/** Key of a table, different for every table. Names of firewall connections that differ in case are two connections. */
export function tableKey(firewall: string, table: TargetTable): string {
  return JSON.stringify([firewall, table.serial, table.vsys]);
}

/** Keys of the tables that a target means, the same whichever defaults were left out and whatever the order. */
export function tableKeys(target: DagTarget): string[] {
  return tablesOf(target).map((table) => tableKey(target.firewall, table));
}
